using Relay.Core.Handlers.Guarding;
using Relay.Sdk.Events;

namespace Relay.Core.Handlers.Deciding;

/// <summary>A handler that decides about a client.</summary>
internal sealed class InboundSlot<TMoment>(IDecide<TMoment>? handler, HandlerGuard guard) : DecisionSlot<TMoment, Verdict>(guard)
    where TMoment : InboundMoment
{
    internal override ValueTask<Verdict> AskAsync(TMoment moment, CancellationToken cancellationToken) =>
        handler!.DecideAsync(moment, cancellationToken);

    internal override bool IsContinue(Verdict verdict) => verdict is Verdict.Continued;

    internal override Verdict Attribute(Verdict verdict) => verdict with { By = Guard.Identity.ToString() };

    internal override Verdict OfFailure(HandlerFailure failure) => FailureVerdict.Of<TMoment>(failure);
}
