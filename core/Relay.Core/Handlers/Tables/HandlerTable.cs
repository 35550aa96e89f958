using Relay.Core.Handlers.Answering;
using Relay.Core.Handlers.Deciding;
using Relay.Core.Handlers.Observing;
using Relay.Sdk.Authentication;
using Relay.Sdk.Dns;
using Relay.Sdk.Events;
using Relay.Sdk.Filters;
using Relay.Sdk.Lookups;
using Relay.Sdk.Routing;

namespace Relay.Core.Handlers.Tables;

/// <summary>All handlers at one time. Immutable; a change of plugins publishes another table.</summary>
/// <param name="decisions">By MomentKind&lt;TMoment&gt;.Index, the DecisionSlot array of the moment; null when no handler decides there.</param>
/// <param name="leases">Counts the events that use this table.</param>
internal sealed class HandlerTable(object?[] decisions, TableLeases leases) : IHandlerLists
{
    /// <summary>The events that use this table.</summary>
    internal TableLeases Leases => leases;

    internal uint Notices { get; init; }

    public IReadOnlyList<IMessageFilter> Filters { get; init; } = [];

    public IReadOnlyList<RegisteredSeal> Seals { get; init; } = [];

    public IReadOnlyList<IRouter> Routers { get; init; } = [];

    public IReadOnlyList<IAuthenticator> Authenticators { get; init; } = [];

    public IReadOnlyList<NamedTlsPolicy> TlsPolicies { get; init; } = [];

    public IReadOnlyDictionary<string, LookupHandle> Lookups { get; init; } = new Dictionary<string, LookupHandle>();

    /// <summary>Resolvers by name.</summary>
    internal IReadOnlyDictionary<string, IDnsResolver> Resolvers { get; init; } = new Dictionary<string, IDnsResolver>();

    /// <summary>Readers of the outbox by their names.</summary>
    internal IReadOnlyDictionary<string, OutboxSubscriber> Subscribers { get; init; } = new Dictionary<string, OutboxSubscriber>();

    internal LiveSubscriber[] LiveSubscribers { get; init; } = [];

    /// <summary>Plugins that are on and could not be started. Their handlers are not in this table.</summary>
    internal IReadOnlyCollection<string> LeftOut { get; init; } = [];

    /// <summary>Ends the telling of live notices, once the table is out of force.</summary>
    internal Task StopLiveAsync() => Task.WhenAll(LiveSubscribers.Select(static subscriber => subscriber.DisposeAsync().AsTask()));

    /// <summary>Whether a moment has handlers.</summary>
    internal bool Decides<TMoment>()
        where TMoment : Moment => decisions[MomentKind<TMoment>.Index] is not null;

    /// <summary>The handlers of a moment in order; null when there are none.</summary>
    internal DecisionSlot<TMoment, TVerdict>[]? Decisions<TMoment, TVerdict>()
        where TMoment : Moment
        where TVerdict : class => (DecisionSlot<TMoment, TVerdict>[]?)decisions[MomentKind<TMoment>.Index];
}
