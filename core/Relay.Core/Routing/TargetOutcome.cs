namespace Relay.Core.Routing;

/// <summary>A recipient's target, or why there is none.</summary>
public readonly record struct TargetOutcome
{
    public TargetOutcome(RouteTarget target) => Target = target;

    public TargetOutcome(RouteOutcome refusal) => Refusal = refusal;

    /// <summary>The target; null when there is a refusal.</summary>
    public RouteTarget? Target { get; }

    /// <summary>Deferred or Failed; null when there is a target.</summary>
    public RouteOutcome? Refusal { get; }
}
