using Relay.Sdk.Events;

namespace Relay.Sdk.Plugins;

/// <summary>What a plugin says of its own state, with <see cref="IPluginContext.Report"/>. The relay shows it and does nothing else with
/// it.</summary>
public sealed record Health
{
    private Health(HealthState state, string? reason) => (State, Reason) = (state, reason);

    /// <summary>The plugin works as it should; each plugin begins with this.</summary>
    public static Health Good { get; } = new(HealthState.Good, null);

    /// <summary>How well it works.</summary>
    public HealthState State { get; }

    /// <summary>Why not well, for operators; null when it is <see cref="Good"/>.</summary>
    public string? Reason { get; }

    /// <summary>The plugin works with a restriction.</summary>
    /// <param name="reason">Which, and why; control characters become spaces.</param>
    /// <exception cref="ArgumentException">The reason is blank.</exception>
    public static Health Degraded(string reason) => new(HealthState.Degraded, ReasonText.Of(reason));

    /// <summary>The plugin cannot do its work now.</summary>
    /// <param name="reason">Why not; control characters become spaces.</param>
    /// <exception cref="ArgumentException">The reason is blank.</exception>
    public static Health Failing(string reason) => new(HealthState.Failing, ReasonText.Of(reason));
}
