using Microsoft.Extensions.Logging;
using Relay.Core.Scheduling.Destinations;
using Relay.Core.Scheduling.Lifetime;
using Relay.Sdk.Spool;

namespace Relay.Core.Scheduling.Upkeep;

/// <summary>Reads which destinations have mail, and when it is due, from the spool.</summary>
internal sealed partial class BacklogReader(ISpoolStore spool, DestinationTable destinations, SchedulerLifetime life, ILogger log)
{
    /// <summary>Tells all destinations of their mail; false when the spool could not be read to the end.</summary>
    public async Task<bool> TryReadAsync()
    {
        try
        {
            await foreach (DestinationBacklog backlog in spool.Queue.ListDestinationsAsync(life.Abort))
            {
                if (life.IsStopping)
                    return false;
                destinations.NoteDue(backlog.Destination, backlog.EarliestDueAt);
            }

            return true;
        }
        catch (Exception e)
        {
            LogReadFailed(log, e);
            return false;
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The destinations of the queue could not be read", EventName = "scheduling.read-failed")]
    private static partial void LogReadFailed(ILogger log, Exception e);
}
