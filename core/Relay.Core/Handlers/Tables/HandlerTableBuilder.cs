using Relay.Core.Handlers.Answering;
using Relay.Core.Handlers.Deciding;
using Relay.Core.Handlers.Guarding;
using Relay.Core.Handlers.Observing;
using Relay.Core.Lookups;
using Relay.Sdk.Authentication;
using Relay.Sdk.Dns;
using Relay.Sdk.Events;
using Relay.Sdk.Filters;
using Relay.Sdk.Lookups;
using Relay.Sdk.Routing;
using Relay.Sdk.Tls;

namespace Relay.Core.Handlers.Tables;

/// <summary>Makes a handler table; handlers are added in the order of asking.</summary>
/// <remarks>A handler may be null when its plugin could not start: then its guard never lets a call through, and its failure policy
/// answers.</remarks>
internal sealed class HandlerTableBuilder
{
    private readonly object?[] decisions = new object?[MomentKinds.Count];
    private readonly List<IMessageFilter> filters = [];
    private readonly List<RegisteredSeal> seals = [];
    private readonly List<IRouter> routers = [];
    private readonly List<IAuthenticator> authenticators = [];
    private readonly TlsPolicyList policies = new();
    private readonly Dictionary<string, LookupHandle> lookups = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, ObserverGroup> durable = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ObserverGroup> live = new(StringComparer.Ordinal);
    private readonly Dictionary<string, IDnsResolver> resolvers = new(StringComparer.Ordinal);
    private readonly TableLeases leases = new();
    private readonly List<string> leftOut = [];

    internal void AddDecision<TMoment>(IDecide<TMoment>? handler, HandlerGuard guard)
        where TMoment : InboundMoment => Add(new InboundSlot<TMoment>(handler, guard));

    internal void AddDecision<TMoment>(IDecideOutbound<TMoment>? handler, HandlerGuard guard)
        where TMoment : OutboundMoment => Add(new OutboundSlot<TMoment>(handler, guard));

    internal void AddDecision(IDecideCertificate? handler, HandlerGuard guard) => Add(new CertificateSlot(handler, guard));

    internal void AddDecision(IDecideLogText? handler, HandlerGuard guard) => Add(new LogTextSlot(handler, guard));

    /// <summary>Adds an observer. Observers of one plugin under one name hear all in one order, and share a position in the outbox.</summary>
    internal void AddObserver(ObserverSlot observer)
    {
        string name = observer.Guard.Identity.ToString();
        AddTo(durable, name, observer, NoticeKinds.Durable);
        AddTo(live, name, observer, NoticeKinds.Live);
    }

    /// <summary>The observers of durable or of live notices, by name.</summary>
    internal IReadOnlyDictionary<string, ObserverGroup> Observers(bool live) => live ? this.live : durable;

    internal void AddFilter(IMessageFilter? handler, HandlerGuard guard) => filters.Add(new GuardedFilter(handler, guard));

    internal void AddSeal(bool keepsEightBit, IMessageSeal? handler, HandlerGuard guard) =>
        seals.Add(new RegisteredSeal(guard.Identity, new GuardedSeal(handler, guard), keepsEightBit));

    internal void AddRouter(IRouter? handler, HandlerGuard guard) => routers.Add(new GuardedRouter(handler, guard));

    internal void AddAuthenticator(IAuthenticator? handler, HandlerGuard guard) => authenticators.Add(
        handler is IScramCredentialSource scram ? new GuardedScramAuthenticator(handler, scram, guard) : new GuardedAuthenticator(handler, guard));

    internal void AddTlsPolicy(TlsPolicyKind kind, ITlsPolicy? handler, HandlerGuard guard) => policies.Add(kind, handler, guard);

    /// <summary>Adds a lookup. Without a handler there is none, and callers are told so.</summary>
    internal void AddLookup(string name, LookupOptions options, IMailLookup? handler, HandlerGuard guard)
    {
        if (handler is not null)
            lookups.Add(name, new RegisteredLookup(name, new GuardedLookup(handler, guard), options, guard.Options.Timeout,
                guard.Time)
            { Leases = leases });
    }

    /// <summary>Adds a resolver. Without a handler there is none, and its name has no answers.</summary>
    internal void AddResolver(string name, IDnsResolver? handler, HandlerGuard guard)
    {
        if (handler is not null)
            resolvers.Add(name, new GuardedResolver(handler, guard));
    }

    /// <summary>Notes a plugin that is on and could not be started.</summary>
    internal void LeaveOut(string plugin) => leftOut.Add(plugin);

    internal HandlerTable Build()
    {
        return new HandlerTable([.. decisions], leases)
        {
            Notices = durable.Values.Concat(live.Values).Aggregate(0u, static (mask, observers) => mask | observers.Mask),
            Filters = [.. filters],
            Seals = [.. seals],
            Routers = [.. routers],
            Authenticators = [.. authenticators],
            TlsPolicies = policies.Build(),
            Lookups = lookups,
            Resolvers = resolvers,
            Subscribers = durable.ToDictionary(static named => named.Key, static named => new OutboxSubscriber(named.Value)),
            LiveSubscribers = [.. live.Values.Select(static observers => new LiveSubscriber(observers))],
            LeftOut = [.. leftOut],
        };
    }

    private static void AddTo(Dictionary<string, ObserverGroup> groups, string name, ObserverSlot observer, uint kinds)
    {
        if ((observer.Mask & kinds) == 0)
            return;
        if (!groups.TryGetValue(name, out ObserverGroup? group))
            groups.Add(name, group = new ObserverGroup());
        group.Add(observer);
    }

    private void Add<TMoment, TVerdict>(DecisionSlot<TMoment, TVerdict> slot)
        where TMoment : Moment
        where TVerdict : class
    {
        ref object? slots = ref decisions[MomentKind<TMoment>.Index];
        slots = (DecisionSlot<TMoment, TVerdict>[])[.. (DecisionSlot<TMoment, TVerdict>[]?)slots ?? [], slot];
    }
}
