using Relay.Core.Handlers.Guarding;

namespace Relay.Core.Handlers.Deciding;

/// <summary>One handler of a moment with its guard, and what its answers and its failures mean there.</summary>
internal abstract class DecisionSlot<TMoment, TVerdict>(HandlerGuard guard)
    where TVerdict : class
{
    internal readonly HandlerGuard Guard = guard;

    /// <summary>Asks the handler.</summary>
    internal abstract ValueTask<TVerdict> AskAsync(TMoment moment, CancellationToken cancellationToken);

    /// <summary>Whether the next handler is to be asked.</summary>
    internal abstract bool IsContinue(TVerdict verdict);

    /// <summary>The verdict with the handler's name in it, where it has a place for that.</summary>
    internal virtual TVerdict Attribute(TVerdict verdict) => verdict;

    /// <summary>The verdict that a failure of the handler stands for. Failing never means accepting, unless the policy says Ignore.</summary>
    internal abstract TVerdict OfFailure(HandlerFailure failure);
}
