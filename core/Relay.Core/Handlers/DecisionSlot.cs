using Relay.Sdk.Events;

namespace Relay.Core.Handlers;

/// <summary>One handler of a moment with its guard.</summary>
internal sealed class DecisionSlot<TMoment>(IDecide<TMoment>? handler, HandlerGuard guard)
    where TMoment : Moment
{
    internal readonly IDecide<TMoment> Handler = handler!;
    internal readonly HandlerGuard Guard = guard;
}
