using System.Runtime.CompilerServices;
using Relay.Core.Handlers.Answering;
using Relay.Core.Handlers.Deciding;
using Relay.Core.Handlers.Guarding;
using Relay.Core.Handlers.Observing;
using Relay.Core.Handlers.Tables;
using Relay.Core.Lookups;
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
    private volatile HandlerTable table = new HandlerTableBuilder().Build();
    private volatile uint kept;

    internal CurrentHandlers(DeadlinePool deadlines) => round = new DecisionRound(deadlines);

    public IReadOnlyList<IMessageFilter> Filters => table.Filters;

    public IReadOnlyList<RegisteredSeal> Seals => table.Seals;

    public IReadOnlyList<IRouter> Routers => table.Routers;

    public IReadOnlyList<IAuthenticator> Authenticators => table.Authenticators;

    public IReadOnlyList<NamedTlsPolicy> TlsPolicies => table.TlsPolicies;

    public IReadOnlyDictionary<string, LookupHandle> Lookups => table.Lookups;

    public bool Decides<TMoment>()
        where TMoment : Moment => table.Decides<TMoment>();

    public ValueTask<Verdict> DecideAsync<TMoment>(TMoment moment, CancellationToken cancellationToken)
        where TMoment : InboundMoment =>
        table.Decides<TMoment>() ? AskAsync(moment, Verdict.Continue, cancellationToken) : new ValueTask<Verdict>(Verdict.Continue);

    public ValueTask<Verdict> DecideAsync<TMoment>(HandlerLease held, TMoment moment, CancellationToken cancellationToken)
        where TMoment : InboundMoment =>
        held.Table.Decisions<TMoment, Verdict>() is { } slots ? round.AskAsync(slots, moment, cancellationToken)
            : new ValueTask<Verdict>(Verdict.Continue);

    public ValueTask<HostVerdict> DecideOutboundAsync<TMoment>(TMoment moment, CancellationToken cancellationToken)
        where TMoment : OutboundMoment =>
        table.Decides<TMoment>() ? AskAsync(moment, HostVerdict.Continue, cancellationToken) : new ValueTask<HostVerdict>(HostVerdict.Continue);

    public ValueTask<CertificateVerdict> DecideCertificateAsync(CertificatePresented moment, CancellationToken cancellationToken) =>
        table.Decides<CertificatePresented>() ? AskAsync(moment, CertificateVerdict.Accept, cancellationToken)
            : new ValueTask<CertificateVerdict>(CertificateVerdict.Accept);

    public HandlerLease Lease() => new(Enter(out int cell), cell);

    public ValueTask<LogText> DecideLogTextAsync(AuthenticationRefused moment, CancellationToken cancellationToken) =>
        table.Decides<AuthenticationRefused>() ? AskAsync(moment, LogText.Keep, cancellationToken) : new ValueTask<LogText>(LogText.Keep);

    public void Tell<TNotice>(TNotice notice)
        where TNotice : ConnectionNotice
    {
        if (LookupFlow.Current.IsOfLiveNotice)
            return;
        foreach (LiveSubscriber subscriber in table.LiveSubscribers)
        {
            if ((subscriber.Mask & NoticeKind<TNotice>.Mask) != 0)
                subscriber.Tell(notice);
        }
    }

    public bool Observes<TNotice>()
        where TNotice : Notice => ((table.Notices | kept) & NoticeKind<TNotice>.Mask) != 0;

    /// <summary>Prepares for a table before it is in force, and takes it up after; null while nothing has to be prepared.</summary>
    internal ITableFollower? Follower { get; set; }

    /// <summary>The names of the outbox's readers.</summary>
    internal IEnumerable<string> Subscribers => table.Subscribers.Keys;

    /// <summary>Keeps all notices for a subscriber if its plugin could not be started: the notices that it would hear are not known.</summary>
    /// <returns>False when no plugin that was left out can have it.</returns>
    internal bool KeepFor(string subscriber)
    {
        bool isLeftOut = table.LeftOut.Any(plugin => subscriber.StartsWith($"{plugin}/", StringComparison.Ordinal));
        if (isLeftOut)
            kept = NoticeKinds.Durable;
        return isLeftOut;
    }

    /// <summary>No subscriber is absent any more.</summary>
    internal void KeepForNobody() => kept = 0;

    /// <summary>Puts another table in force, once its readers of the outbox have their positions. One call at a time.</summary>
    /// <returns>The table that was in force. Events that began with it may still run: its <see cref="TableLeases.Drained"/> tells when the last has
    /// ended.</returns>
    internal async ValueTask<HandlerTable> PublishAsync(HandlerTable next, CancellationToken cancellationToken)
    {
        ITableFollower? follower = Follower;
        if (follower is not null)
            await follower.PrepareAsync(next, cancellationToken);
        HandlerTable last = Publish(next);
        await last.StopLiveAsync();
        if (follower is not null)
            await follower.FollowAsync(next);
        return last;
    }

    /// <summary>Puts another table in force, at once and for all events together.</summary>
    internal HandlerTable Publish(HandlerTable next)
    {
        HandlerTable last = Interlocked.Exchange(ref table, next);
        last.Leases.Close();
        return last;
    }

    /// <summary>Takes all handlers out of force, and waits until no observer hears a live notice any more.</summary>
    internal async Task ClearAsync()
    {
        HandlerTable last = Publish(new HandlerTableBuilder().Build());
        await last.StopLiveAsync();
    }

    // Most moments have no handler, and do not come here: nothing is held for them.
    private ValueTask<TVerdict> AskAsync<TMoment, TVerdict>(TMoment moment, TVerdict otherwise, CancellationToken cancellationToken)
        where TMoment : Moment
        where TVerdict : class
    {
        HandlerTable held = Enter(out int cell);
        ValueTask<TVerdict> pending;
        try
        {
            pending = held.Decisions<TMoment, TVerdict>() is { } slots ? round.AskAsync(slots, moment, cancellationToken)
                : new ValueTask<TVerdict>(otherwise);
        }
        catch
        {
            held.Leases.Exit(cell);
            throw;
        }

        if (!pending.IsCompleted)
            return ExitAfterAsync(pending, held.Leases, cell);
        held.Leases.Exit(cell);
        return pending;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private static async ValueTask<TVerdict> ExitAfterAsync<TVerdict>(ValueTask<TVerdict> pending, TableLeases leases, int cell)
    {
        try
        {
            return await pending;
        }
        finally
        {
            leases.Exit(cell);
        }
    }

    private HandlerTable Enter(out int cell)
    {
        while (true)
        {
            HandlerTable current = table;
            if (current.Leases.TryEnter(out cell))
                return current;
        }
    }
}
