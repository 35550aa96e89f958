using Relay.Sdk.Authentication;
using Relay.Sdk.Events;
using Relay.Sdk.Filters;
using Relay.Sdk.Lookups;
using Relay.Sdk.Routing;

namespace Relay.Core.Handlers;

/// <summary>The handlers of all running plugins.</summary>
public sealed class CurrentHandlers : IHandlers
{
    private readonly DecisionRound round;
    private volatile HandlerTable table = HandlerTable.Empty;
    private volatile uint kept;

    internal CurrentHandlers(DeadlinePool deadlines) => round = new DecisionRound(deadlines);

    public IReadOnlyList<IMessageFilter> Filters => table.Filters;

    public IReadOnlyList<IRouter> Routers => table.Routers;

    public IReadOnlyList<IAuthenticator> Authenticators => table.Authenticators;

    public IReadOnlyList<NamedTlsPolicy> TlsPolicies => table.TlsPolicies;

    public IReadOnlyDictionary<string, IMailLookup> Lookups => table.Lookups;

    public bool Decides<TMoment>()
        where TMoment : Moment => table.Decides<TMoment>();

    public ValueTask<Verdict> DecideAsync<TMoment>(TMoment moment, CancellationToken cancellationToken)
        where TMoment : InboundMoment =>
        table.Decisions<TMoment, Verdict>() is { } slots ? round.AskAsync(slots, moment, cancellationToken) : new ValueTask<Verdict>(Verdict.Continue);

    public ValueTask<HostVerdict> DecideOutboundAsync<TMoment>(TMoment moment, CancellationToken cancellationToken)
        where TMoment : OutboundMoment =>
        table.Decisions<TMoment, HostVerdict>() is { } slots ? round.AskAsync(slots, moment, cancellationToken) : new ValueTask<HostVerdict>(HostVerdict.Continue);

    public ValueTask<CertificateVerdict> DecideCertificateAsync(CertificatePresented moment, CancellationToken cancellationToken) =>
        table.Decisions<CertificatePresented, CertificateVerdict>() is { } slots
            ? round.AskAsync(slots, moment, cancellationToken)
            : new ValueTask<CertificateVerdict>(CertificateVerdict.Accept);

    public bool Observes<TNotice>()
        where TNotice : Notice => ((table.Notices | kept) & NoticeKind<TNotice>.Mask) != 0;

    /// <summary>The readers of the outbox.</summary>
    internal IReadOnlyList<OutboxSubscriber> Subscribers => table.Subscribers;

    /// <summary>Counts a subscriber that is not here now as one that hears all notices: which ones it would hear nobody knows.</summary>
    /// <returns>False when no plugin that was left out can have it.</returns>
    internal bool KeepFor(string subscriber)
    {
        bool isLeftOut = table.LeftOut.Any(plugin => subscriber.StartsWith($"{plugin}/", StringComparison.Ordinal));
        if (isLeftOut)
            kept = uint.MaxValue;
        return isLeftOut;
    }

    /// <summary>Puts another table in force, at once and for all moments together.</summary>
    internal void Publish(HandlerTable next) => table = next;
}
