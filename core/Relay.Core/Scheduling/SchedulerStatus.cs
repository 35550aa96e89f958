namespace Relay.Core.Scheduling;

/// <summary>What the scheduler is doing; figures of one moment, each read by itself.</summary>
public sealed record SchedulerStatus
{
    /// <summary>Workers: connections in use or idle, attempts to make one, and look-ups for one.</summary>
    public required int Workers { get; init; }

    /// <summary>Connections, or attempts to make one, counted against <c>delivery.maxConnections</c>.</summary>
    public required int Connections { get; init; }

    /// <summary>DNS look-ups that workers wait for.</summary>
    public required int Lookups { get; init; }

    /// <summary>Destinations that have mail, or of which something is remembered.</summary>
    public required int Destinations { get; init; }

    /// <summary>Due entries in memory that wait for a worker.</summary>
    public required int ReadyEntries { get; init; }

    /// <summary>Octets of content in memory that were not sent yet.</summary>
    public required long ContentOctets { get; init; }

    /// <summary>Outcomes of attempts that are not stored yet.</summary>
    public required int UnstoredOutcomes { get; init; }

    /// <summary>Connections that could not be made since the start because this machine lacked descriptors, ports or memory.</summary>
    public required long LocalShortages { get; init; }

    /// <summary>Work in progress that goes on without the clock; workers that wait for a host included.</summary>
    public required int Busy { get; init; }
}
