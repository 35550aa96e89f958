using System.Runtime.CompilerServices;
using Relay.Sdk.Authentication;
using Relay.Sdk.Events;
using Relay.Sdk.Filters;
using Relay.Sdk.Lookups;
using Relay.Sdk.Routing;

namespace Relay.Core.Handlers;

/// <summary>All handlers at one time. Immutable; a change of plugins publishes another table.</summary>
internal sealed class HandlerTable
{
    // DecisionSlot<TMoment>[] by MomentKind<TMoment>.Index.
    private readonly Array[] decisions;

    internal HandlerTable(Array[] decisions) => this.decisions = decisions;

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

    /// <summary>The handlers of a moment in order.</summary>
    internal DecisionSlot<TMoment>[] Decisions<TMoment>()
        where TMoment : Moment => Unsafe.As<DecisionSlot<TMoment>[]>(decisions[MomentKind<TMoment>.Index]);
}
