using Relay.Core.Scheduling;

namespace Relay.Host.Admin;

/// <summary>How the running relay is.</summary>
internal sealed record RelayStatus
{
    public required string Hostname { get; init; }

    public required string Version { get; init; }

    public required int ProcessId { get; init; }

    public required IReadOnlyList<string> Listeners { get; init; }

    public required int Sessions { get; init; }

    /// <summary>Outbound connections, or attempts to make one.</summary>
    public required int Deliveries { get; init; }

    /// <summary>What the scheduler is doing.</summary>
    public required SchedulerStatus Scheduler { get; init; }

    public required bool HasRoom { get; init; }

    /// <summary>Plugins that say of themselves that they are not in good health.</summary>
    public required IReadOnlyList<PluginHealth> UnhealthyPlugins { get; init; }
}
