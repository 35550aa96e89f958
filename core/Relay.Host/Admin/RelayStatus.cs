using Relay.Core.Dns;
using Relay.Core.Scheduling;
using Relay.Core.Scheduling.Destinations;

namespace Relay.Host.Admin;

/// <summary>How the running relay is.</summary>
internal sealed record RelayStatus
{
    public const int MaxWaits = 100;

    public required string Hostname { get; init; }

    public required string Version { get; init; }

    public required int ProcessId { get; init; }

    public required IReadOnlyList<string> Listeners { get; init; }

    public required int Sessions { get; init; }

    /// <summary>Outbound connections, or attempts to make one.</summary>
    public required int Deliveries { get; init; }

    /// <summary>What the scheduler is doing.</summary>
    public required SchedulerStatus Scheduler { get; init; }

    /// <summary>Destinations whose mail waits for more than its turn.</summary>
    public required int WaitingDestinations { get; init; }

    /// <summary>What it waits for: at most <see cref="MaxWaits"/> destinations.</summary>
    public required IReadOnlyList<DestinationWait> Waits { get; init; }

    /// <summary>How many entries of the queue wait for what; null when the spool cannot be read now.</summary>
    public required QueueCensus? Queue { get; init; }

    public required bool HasRoom { get; init; }

    /// <summary>What the last check of the resolver found; null when no mail is routed by MX records.</summary>
    public required DnssecHealth? Dnssec { get; init; }

    /// <summary>Plugins that say of themselves that they are not in good health.</summary>
    public required IReadOnlyList<PluginHealth> UnhealthyPlugins { get; init; }
}
