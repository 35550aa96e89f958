namespace Relay.Core.Scheduling.Timing;

/// <summary>A point in time on a <see cref="SteadyClock"/>. Setting the clock of the system does not move it.</summary>
/// <param name="Ticks">Of 100 ns, since the clock was made.</param>
internal readonly record struct Instant(long Ticks)
{
    /// <summary>Later than all others.</summary>
    public static Instant Never { get; } = new(long.MaxValue);

    public static Instant operator +(Instant time, TimeSpan span) => new(time.Ticks + span.Ticks);

    public static Instant operator -(Instant time, TimeSpan span) => new(time.Ticks - span.Ticks);

    public static TimeSpan operator -(Instant later, Instant earlier) => TimeSpan.FromTicks(later.Ticks - earlier.Ticks);

    public static bool operator <(Instant a, Instant b) => a.Ticks < b.Ticks;

    public static bool operator >(Instant a, Instant b) => a.Ticks > b.Ticks;

    public static bool operator <=(Instant a, Instant b) => a.Ticks <= b.Ticks;

    public static bool operator >=(Instant a, Instant b) => a.Ticks >= b.Ticks;

    public static Instant Earlier(Instant a, Instant b) => a < b ? a : b;

    public static Instant Later(Instant a, Instant b) => a > b ? a : b;
}
