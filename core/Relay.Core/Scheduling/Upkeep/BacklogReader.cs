using Microsoft.Extensions.Logging;
using Relay.Sdk.Spool;

namespace Relay.Core.Scheduling.Upkeep;

/// <summary>Reads which destinations have mail, and when it is due, from the spool.</summary>
internal sealed partial class BacklogReader(SchedulerContext context)
{
    /// <summary>Tells all destinations of their mail; false when the spool could not be read to the end.</summary>
    public async Task<bool> TryReadAsync()
    {
        try
        {
            await foreach (DestinationBacklog backlog in context.Spool.Queue.ListDestinationsAsync(context.Abort))
            {
                if (context.IsStopping)
                    return false;
                context.NoteDue(backlog.Destination, backlog.EarliestDueAt.UtcTicks);
            }

            return true;
        }
        catch (Exception e)
        {
            LogReadFailed(context.Log, e);
            return false;
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The destinations of the queue could not be read", EventName = "scheduling.read-failed")]
    private static partial void LogReadFailed(ILogger log, Exception e);
}
