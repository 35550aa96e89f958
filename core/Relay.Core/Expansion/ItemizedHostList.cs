using Relay.Sdk.Lists;

namespace Relay.Core.Expansion;

/// <summary>A host list whose items are written in it.</summary>
internal sealed class ItemizedHostList(string text, ItemList<HostQuestion> items, ExpansionServices services) : HostList
{
    public override bool IsEmpty => items.IsEmpty;

    public override bool IsConstant => items.IsConstant;

    public override ValueTask<Membership> MatchAsync(HostSubject host, CancellationToken cancellationToken) =>
        items.Match(new HostQuestion(host, null)) is { } answer ? new(answer) : AskAsync(host, cancellationToken);

    public override string ToString() => text;

    private ValueTask<Membership> AskAsync(HostSubject host, CancellationToken cancellationToken) =>
        services.Dns is { } dns ? items.AskAsync(new HostQuestion(host, new ClientNames(dns, host.Address!)), cancellationToken)
            : new(Membership.NotKnown("there is no resolver yet"));
}
