using Microsoft.Extensions.Logging;
using Relay.Sdk.Spool;

namespace Relay.Core.Scheduling;

/// <summary>Reads which destinations have mail, and when it is due, from the spool.</summary>
internal sealed partial class BacklogReader(SchedulerContext context)
{
    /// <summary>Tells all destinations of their mail; logs instead of throwing.</summary>
    public async Task ReadAsync()
    {
        try
        {
            await ReadAsync(context.Abort);
        }
        catch (Exception e)
        {
            LogReadFailed(context.Log, e);
        }
    }

    /// <summary>Tells all destinations of their mail.</summary>
    public async Task ReadAsync(CancellationToken cancellationToken)
    {
        await foreach (DestinationBacklog backlog in context.Spool.ListDestinationsAsync(cancellationToken))
        {
            if (context.IsStopping)
                return;
            context.NoteDue(backlog.Destination, backlog.EarliestDueAt.UtcTicks);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The destinations of the queue could not be read")]
    private static partial void LogReadFailed(ILogger log, Exception e);
}
