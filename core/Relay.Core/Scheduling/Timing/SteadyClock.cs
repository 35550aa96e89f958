namespace Relay.Core.Scheduling.Timing;

/// <summary>Measures intervals (rests, rates, idle times) evenly, also while the clock of the system is set.</summary>
/// <remarks>Times that the queue keeps are UTC; they become an <see cref="Instant"/> when the scheduler hears of them.</remarks>
internal sealed class SteadyClock(TimeProvider provider)
{
    private readonly long origin = provider.GetTimestamp();

    /// <summary>For timers, and for what measures with time stamps of its own.</summary>
    public TimeProvider Provider => provider;

    public Instant Now => new(provider.GetElapsedTime(origin).Ticks);

    public DateTimeOffset UtcNow => provider.GetUtcNow();

    /// <summary>When a UTC time will be, as the clock of the system stands now.</summary>
    public Instant At(DateTimeOffset utc) => Now + (utc - UtcNow);

    /// <summary>The UTC time of an instant, as the clock of the system stands now.</summary>
    public DateTimeOffset UtcOf(Instant instant) => UtcNow + (instant - Now);
}
