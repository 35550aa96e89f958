using Microsoft.Extensions.Logging;
using Relay.Core.Scheduling.Intake;
using Relay.Sdk.Spool;

namespace Relay.Core.Scheduling.Upkeep;

/// <summary>Hears of mail that other relays put into a shared store, so that it does not wait for the next look through the queue.</summary>
public sealed partial class SharedQueueWatch(ISpoolWatch watch, IEntryScheduler scheduler, TimeProvider time, ILogger<SharedQueueWatch> logger)
{
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(5);

    /// <summary>Runs until the token fires; never throws.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await foreach (string destination in watch.WatchAsync(stopping))
                    scheduler.Announce(destination);
            }
            catch (Exception e)
            {
                if (stopping.IsCancellationRequested)
                    return;
                LogWatchFailed(e);
            }

            // A watch that ends by itself is begun again as well, but not at once.
            await Task.Delay(AfterFailure, time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The shared queue cannot be watched; mail of other relays is found later. Trying again soon",
        EventName = "scheduling.watch-failed")]
    private partial void LogWatchFailed(Exception e);
}
