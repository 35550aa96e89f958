using Microsoft.Extensions.Logging;
using Relay.Core.Scheduling.Destinations;
using Relay.Core.Scheduling.Lifetime;
using Relay.Core.Scheduling.Outcomes;
using Relay.Core.Scheduling.Upkeep;

namespace Relay.Core.Scheduling;

/// <summary>Ends the scheduler so that nothing is lost and as little as possible is sent twice.</summary>
internal sealed partial class GracefulStop(
    DestinationTable destinations, OutcomeCommitter committer, Housekeeping housekeeping, SchedulerLifetime life, TimeProvider clock, ILogger log)
{
    // For closing connections and storing outcomes after the time for deliveries is over, both together.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    /// <summary>How long deliveries in flight may take before they are given up.</summary>
    public required TimeSpan Timeout { get; init; }

    public async Task RunAsync()
    {
        life.BeginStop();
        housekeeping.Dispose();
        foreach (Destination destination in destinations.All)
            destination.Stop();

        long began = clock.GetTimestamp();
        Task ended = Task.WhenAll(life.WorkersEnded, housekeeping.Ended);
        if (!await EndsWithinAsync(ended, Timeout))
        {
            LogGivingUp(log, life.Workers);
            life.GiveUp();
            if (!await EndsWithinAsync(ended, Left(began)))
                LogStuck(log, life.Workers);
        }

        if (!await EndsWithinAsync(committer.StoredAsync(), Left(began)))
            LogUnstored(log, committer.Outstanding);
    }

    private TimeSpan Left(long began)
    {
        TimeSpan left = Timeout + Grace - clock.GetElapsedTime(began);
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    private async Task<bool> EndsWithinAsync(Task task, TimeSpan time)
    {
        if (task.IsCompleted)
            return true;
        try
        {
            await task.WaitAsync(time, clock);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Workers} deliveries in flight are given up; they will be made after the next start",
        EventName = "scheduling.giving-up")]
    private static partial void LogGivingUp(ILogger log, int workers);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Workers} connections did not end; their mail is delivered again after the next start",
        EventName = "scheduling.stuck")]
    private static partial void LogStuck(ILogger log, int workers);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Count} outcomes could not be stored; their mail is delivered again after the next start",
        EventName = "scheduling.unstored")]
    private static partial void LogUnstored(ILogger log, int count);
}
