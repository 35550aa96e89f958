using Relay.Sdk.Authentication;
using Relay.Sdk.Events;
using Relay.Sdk.Filters;
using Relay.Sdk.Lookups;
using Relay.Sdk.Routing;
using Relay.Sdk.Tls;

namespace Relay.Core.Handlers;

/// <summary>Makes a handler table; handlers are added in the order of asking.</summary>
/// <remarks>A handler may be null when its plugin could not start: then its guard never lets a call through, and its failure policy answers.</remarks>
internal sealed class HandlerTableBuilder
{
    private readonly object?[] decisions = new object?[MomentKinds.Count];
    private readonly List<IMessageFilter> filters = [];
    private readonly List<IRouter> routers = [];
    private readonly List<IAuthenticator> authenticators = [];
    private readonly TlsPolicyList policies = new();
    private readonly Dictionary<string, IMailLookup> lookups = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, OutboxSubscriber> subscribers = new(StringComparer.Ordinal);
    private readonly List<string> leftOut = [];

    internal bool AddDecision<TMoment>(IDecide<TMoment>? handler, HandlerGuard guard)
        where TMoment : InboundMoment => Add(new InboundSlot<TMoment>(handler, guard));

    internal bool AddDecision<TMoment>(IDecideOutbound<TMoment>? handler, HandlerGuard guard)
        where TMoment : OutboundMoment => Add(new OutboundSlot<TMoment>(handler, guard));

    internal bool AddDecision(IDecideCertificate? handler, HandlerGuard guard) => Add(new CertificateSlot(handler, guard));

    /// <summary>Adds an observer. Observers of one plugin under one name share a position in the outbox.</summary>
    internal bool AddObserver<TNotice>(IObserve<TNotice>? handler, HandlerGuard guard)
        where TNotice : Notice
    {
        string name = guard.Identity.ToString();
        if (!subscribers.TryGetValue(name, out OutboxSubscriber? subscriber))
            subscribers.Add(name, subscriber = new OutboxSubscriber(name));
        subscriber.Add(new ObserverSlot<TNotice>(handler, guard));
        return true;
    }

    internal bool AddFilter(IMessageFilter? handler, HandlerGuard guard) => Append(filters, new GuardedFilter(handler, guard));

    internal bool AddRouter(IRouter? handler, HandlerGuard guard) => Append(routers, new GuardedRouter(handler, guard));

    internal bool AddAuthenticator(IAuthenticator? handler, HandlerGuard guard) => Append(
        authenticators,
        handler is IScramCredentialSource scram ? new GuardedScramAuthenticator(handler, scram, guard) : new GuardedAuthenticator(handler, guard));

    internal bool AddTlsPolicy(TlsPolicyKind kind, ITlsPolicy? handler, HandlerGuard guard)
    {
        policies.Add(kind, handler, guard);
        return true;
    }

    /// <summary>Adds a lookup; the first one of a scheme stays.</summary>
    /// <returns>False when the scheme is taken.</returns>
    internal bool AddLookup(IMailLookup? handler, HandlerGuard guard)
    {
        if (handler is null)
            return true;
        GuardedLookup guarded = new(handler, guard);
        return lookups.TryAdd(guarded.Scheme, guarded);
    }

    /// <summary>Notes a plugin that is on and could not be started.</summary>
    internal void LeaveOut(string plugin) => leftOut.Add(plugin);

    internal HandlerTable Build()
    {
        return new HandlerTable([.. decisions])
        {
            Notices = subscribers.Values.Aggregate(0u, (mask, subscriber) => mask | subscriber.Mask),
            Filters = [.. filters],
            Routers = [.. routers],
            Authenticators = [.. authenticators],
            TlsPolicies = policies.Build(),
            Lookups = lookups,
            Subscribers = subscribers,
            LeftOut = [.. leftOut],
        };
    }

    private bool Add<TMoment, TVerdict>(DecisionSlot<TMoment, TVerdict> slot)
        where TMoment : Moment
        where TVerdict : class
    {
        ref object? slots = ref decisions[MomentKind<TMoment>.Index];
        slots = (DecisionSlot<TMoment, TVerdict>[])[.. (DecisionSlot<TMoment, TVerdict>[]?)slots ?? [], slot];
        return true;
    }

    private static bool Append<T>(List<T> list, T item)
    {
        list.Add(item);
        return true;
    }
}
