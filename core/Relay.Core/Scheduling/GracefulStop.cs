using Microsoft.Extensions.Logging;
using Relay.Core.Scheduling.Destinations;

namespace Relay.Core.Scheduling;

/// <summary>Ends the scheduler so that nothing is lost and as little as possible is sent twice.</summary>
internal sealed partial class GracefulStop(SchedulerContext context)
{
    // For closing connections and storing outcomes after the time for deliveries is over, both together.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    public async Task RunAsync()
    {
        context.BeginStop();
        context.WakeTimer.Dispose();
        context.Housekeeping.Dispose();
        foreach (Destination destination in context.Destinations)
            destination.Stop();

        long began = context.Clock.GetTimestamp();
        Task ended = Task.WhenAll(context.WorkersEnded, context.Housekeeping.Ended);
        if (!await EndsWithinAsync(ended, context.Settings.Delivery.StopTimeout))
        {
            LogGivingUp(context.Log, context.Workers);
            context.GiveUp();
            if (!await EndsWithinAsync(ended, Left(began)))
                LogStuck(context.Log, context.Workers);
        }

        if (!await EndsWithinAsync(context.Committer.StoredAsync(), Left(began)))
            LogUnstored(context.Log, context.Committer.Outstanding);
    }

    private TimeSpan Left(long began)
    {
        TimeSpan left = context.Settings.Delivery.StopTimeout + Grace - context.Clock.GetElapsedTime(began);
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    private async Task<bool> EndsWithinAsync(Task task, TimeSpan time)
    {
        if (task.IsCompleted)
            return true;
        try
        {
            await task.WaitAsync(time, context.Clock);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Workers} deliveries in flight are given up; they will be made after the next start", EventName = "scheduling.giving-up")]
    private static partial void LogGivingUp(ILogger log, int workers);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Workers} connections did not end; their mail is delivered again after the next start", EventName = "scheduling.stuck")]
    private static partial void LogStuck(ILogger log, int workers);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Count} outcomes could not be stored; their mail is delivered again after the next start", EventName = "scheduling.unstored")]
    private static partial void LogUnstored(ILogger log, int count);
}
