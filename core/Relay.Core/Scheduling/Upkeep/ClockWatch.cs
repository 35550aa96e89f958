using Microsoft.Extensions.Logging;
using Relay.Core.Scheduling.Timing;

namespace Relay.Core.Scheduling.Upkeep;

/// <summary>Notices that the clock of the system was set.</summary>
/// <remarks>Small steps are left alone: mail is early or late by as much, and no more.</remarks>
internal sealed partial class ClockWatch(SteadyClock clock, ILogger log)
{
    /// <summary>Steps from which on the queue is reconciled.</summary>
    public static readonly TimeSpan Threshold = TimeSpan.FromSeconds(10);

    private DateTimeOffset utc = clock.UtcNow;
    private Instant steady = clock.Now;

    /// <summary>By how much the clock was set since the last look, negative when it was set back; zero when it was not, or hardly.</summary>
    public TimeSpan Look()
    {
        (DateTimeOffset utcNow, Instant steadyNow) = (clock.UtcNow, clock.Now);
        TimeSpan step = utcNow - utc - (steadyNow - steady);
        (utc, steady) = (utcNow, steadyNow);
        if (step.Duration() < Threshold)
            return TimeSpan.Zero;
        LogStep(log, step, utcNow);
        return step;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The clock of the system was set by {Step}, to {Now:O}; the times of queued mail are " +
        "brought into line", EventName = "scheduling.clock-set")]
    private static partial void LogStep(ILogger log, TimeSpan step, DateTimeOffset now);
}
