using Relay.Sdk.Lists;

namespace Relay.Core.Expansion;

/// <summary>A host list whose items are written in it.</summary>
internal sealed class ItemizedHostList(string text, ItemList<HostQuestion> items, ExpansionServices services) : HostList
{
    private static readonly TimeSpan LookupLimit = TimeSpan.FromSeconds(10);

    public override bool IsEmpty => items.IsEmpty;

    public override bool IsConstant => items.IsConstant;

    public override ValueTask<Membership> MatchAsync(HostSubject host, CancellationToken cancellationToken) =>
        items.Match(new HostQuestion(host, null)) is { } answer ? new(answer) : AskAsync(host, cancellationToken);

    public override string ToString() => text;

    private async ValueTask<Membership> AskAsync(HostSubject host, CancellationToken cancellationToken)
    {
        if (services.Dns is not { } dns)
            return Membership.NotKnown("there is no resolver yet");
        using var limit = new CancellationTokenSource(LookupLimit, services.Clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            return await items.AskAsync(new HostQuestion(host, new ClientNames(dns, host.Address!)), either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Membership.NotKnown($"the DNS gave no answer about {host.Address} within {LookupLimit.TotalSeconds} s");
        }
    }
}
