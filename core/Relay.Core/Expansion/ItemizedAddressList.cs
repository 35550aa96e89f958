using Relay.Sdk.Lists;
using Relay.Sdk.Mail;

namespace Relay.Core.Expansion;

/// <summary>An address list whose items are written in it.</summary>
internal sealed class ItemizedAddressList(string text, ItemList<ReversePath> items) : AddressList
{
    public override bool IsEmpty => items.IsEmpty;

    public override bool IsConstant => items.IsConstant;

    public override ValueTask<Membership> MatchAsync(ReversePath address, CancellationToken cancellationToken) =>
        items.Match(address) is { } answer ? new(answer) : items.AskAsync(address, cancellationToken);

    public override string ToString() => text;
}
