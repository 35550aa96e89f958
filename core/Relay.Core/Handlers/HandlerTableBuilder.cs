using Relay.Core.Lookups;
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
    private readonly Dictionary<string, LookupHandle> lookups = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, OutboxSubscriber> subscribers = new(StringComparer.Ordinal);
    private readonly List<string> leftOut = [];

    internal void AddDecision<TMoment>(IDecide<TMoment>? handler, HandlerGuard guard)
        where TMoment : InboundMoment => Add(new InboundSlot<TMoment>(handler, guard));

    internal void AddDecision<TMoment>(IDecideOutbound<TMoment>? handler, HandlerGuard guard)
        where TMoment : OutboundMoment => Add(new OutboundSlot<TMoment>(handler, guard));

    internal void AddDecision(IDecideCertificate? handler, HandlerGuard guard) => Add(new CertificateSlot(handler, guard));

    /// <summary>Adds an observer. Observers of one plugin under one name share a position in the outbox.</summary>
    internal void AddObserver<TNotice>(IObserve<TNotice>? handler, HandlerGuard guard)
        where TNotice : Notice
    {
        string name = guard.Identity.ToString();
        if (!subscribers.TryGetValue(name, out OutboxSubscriber? subscriber))
            subscribers.Add(name, subscriber = new OutboxSubscriber(name));
        subscriber.Add(new ObserverSlot<TNotice>(handler, guard));
    }

    internal void AddFilter(IMessageFilter? handler, HandlerGuard guard) => filters.Add(new GuardedFilter(handler, guard));

    internal void AddRouter(IRouter? handler, HandlerGuard guard) => routers.Add(new GuardedRouter(handler, guard));

    internal void AddAuthenticator(IAuthenticator? handler, HandlerGuard guard) => authenticators.Add(
        handler is IScramCredentialSource scram ? new GuardedScramAuthenticator(handler, scram, guard) : new GuardedAuthenticator(handler, guard));

    internal void AddTlsPolicy(TlsPolicyKind kind, ITlsPolicy? handler, HandlerGuard guard) => policies.Add(kind, handler, guard);

    /// <summary>Adds a lookup. Without a handler there is none, and whoever asks hears that.</summary>
    internal void AddLookup(string name, LookupOptions options, IMailLookup? handler, HandlerGuard guard)
    {
        if (handler is not null)
            lookups.Add(name, new RegisteredLookup(name, new GuardedLookup(handler, guard), options, guard.Terms.Timeout, guard.Time));
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

    private void Add<TMoment, TVerdict>(DecisionSlot<TMoment, TVerdict> slot)
        where TMoment : Moment
        where TVerdict : class
    {
        ref object? slots = ref decisions[MomentKind<TMoment>.Index];
        slots = (DecisionSlot<TMoment, TVerdict>[])[.. (DecisionSlot<TMoment, TVerdict>[]?)slots ?? [], slot];
    }
}
