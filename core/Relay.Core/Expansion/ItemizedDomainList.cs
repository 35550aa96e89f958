using Relay.Sdk.Lists;
using Relay.Sdk.Mail;

namespace Relay.Core.Expansion;

/// <summary>A domain list whose items are written in it.</summary>
internal sealed class ItemizedDomainList(string text, ItemList<MailDomain> items) : DomainList
{
    public override bool IsEmpty => items.IsEmpty;

    public override bool IsConstant => items.IsConstant;

    public override ValueTask<Membership> MatchAsync(MailDomain domain, CancellationToken cancellationToken) =>
        items.Match(domain) is { } answer ? new(answer) : items.AskAsync(domain, cancellationToken);

    public override string ToString() => text;
}
