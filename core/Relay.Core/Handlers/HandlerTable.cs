using Relay.Sdk.Authentication;
using Relay.Sdk.Events;
using Relay.Sdk.Filters;
using Relay.Sdk.Lookups;
using Relay.Sdk.Routing;

namespace Relay.Core.Handlers;

/// <summary>All handlers at one time. Immutable; a change of plugins publishes another table.</summary>
internal sealed class HandlerTable
{
    // By MomentKind<TMoment>.Index, the DecisionSlot array of the moment; null when nobody decides there.
    private readonly object?[] decisions;

    internal HandlerTable(object?[] decisions) => this.decisions = decisions;

    internal static HandlerTable Empty { get; } = new HandlerTableBuilder().Build();

    internal uint Notices { get; init; }

    internal IReadOnlyList<IMessageFilter> Filters { get; init; } = [];

    internal IReadOnlyList<IRouter> Routers { get; init; } = [];

    internal IReadOnlyList<IAuthenticator> Authenticators { get; init; } = [];

    internal IReadOnlyList<NamedTlsPolicy> TlsPolicies { get; init; } = [];

    internal IReadOnlyDictionary<string, IMailLookup> Lookups { get; init; } = new Dictionary<string, IMailLookup>();

    internal IReadOnlyList<OutboxSubscriber> Subscribers { get; init; } = [];

    /// <summary>Plugins that are on and could not be started, whose handlers have no places here.</summary>
    internal IReadOnlyCollection<string> LeftOut { get; init; } = [];

    /// <summary>Whether a moment has handlers.</summary>
    internal bool Decides<TMoment>()
        where TMoment : Moment => decisions[MomentKind<TMoment>.Index] is not null;

    /// <summary>The handlers of a moment in order; null when there are none.</summary>
    internal DecisionSlot<TMoment, TVerdict>[]? Decisions<TMoment, TVerdict>()
        where TMoment : Moment
        where TVerdict : class => (DecisionSlot<TMoment, TVerdict>[]?)decisions[MomentKind<TMoment>.Index];
}
