using Relay.Core.Settings;

namespace Relay.Core.Outbox;

/// <summary>How the outbox is read.</summary>
public sealed record OutboxOptions
{
    /// <summary>The relay's name among those that share the store; positions are kept under it.</summary>
    public string Relay { get; init; } = SpoolSettings.DefaultRelay;

    /// <summary>Most notices read at once.</summary>
    public int PageSize { get; init; } = 500;

    /// <summary>How long to let notices gather after a signal, so that the store is not asked for each one.</summary>
    public TimeSpan Gather { get; init; } = TimeSpan.FromMilliseconds(20);

    /// <summary>How often to look without a signal.</summary>
    public TimeSpan Idle { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How often positions are saved. What was handed over since the last time is handed over again after a crash.</summary>
    public TimeSpan Save { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The wait after the first failure of a notice; doubled after each further one.</summary>
    public TimeSpan FirstRetry { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest wait.</summary>
    public TimeSpan LastRetry { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How many notices are kept for a subscriber that does not take them, some hundreds of octets each; beyond it the oldest are given
    /// up.</summary>
    public long MaxBehind { get; init; } = 500_000;

    /// <summary>The same for a subscriber that stands still while the store has no room for new mail.</summary>
    public long MaxBehindWithoutRoom { get; init; } = 10_000;
}
