using Microsoft.Extensions.Time.Testing;

namespace Relay.Core.Tests.Scheduling;

/// <summary>A clock that a test moves, and whose UTC time it can set as an administrator does: timers and time stamps go on.</summary>
internal sealed class SettableClock(DateTimeOffset start) : FakeTimeProvider(start)
{
    /// <summary>By how much the UTC time is ahead of the time that has passed.</summary>
    public TimeSpan Skew { get; set; }

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Skew;

    // The base class takes its time stamps from GetUtcNow.
    public override long GetTimestamp() => base.GetUtcNow().Ticks;
}
