using Relay.Core.Handlers.Guarding;
using Relay.Sdk.Events;
using Relay.Sdk.Plugins;

namespace Relay.Core.Handlers.Deciding;

/// <summary>A handler that decides about a host.</summary>
internal sealed class OutboundSlot<TMoment>(IDecideOutbound<TMoment>? handler, HandlerGuard guard) : DecisionSlot<TMoment, HostVerdict>(guard)
    where TMoment : OutboundMoment
{
    internal override ValueTask<HostVerdict> AskAsync(TMoment moment, CancellationToken cancellationToken) =>
        handler!.DecideAsync(moment, cancellationToken);

    internal override bool IsContinue(HostVerdict verdict) => verdict is HostVerdict.Continued;

    internal override HostVerdict Attribute(HostVerdict verdict) => verdict with { By = Guard.Identity.ToString() };

    internal override HostVerdict OfFailure(HandlerFailure failure) =>
        failure.Policy == FailurePolicy.Ignore ? HostVerdict.Continue : HostVerdict.SkipHost(failure.Reason);
}
