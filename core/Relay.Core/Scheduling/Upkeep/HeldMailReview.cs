using Microsoft.Extensions.Logging;
using Relay.Core.Scheduling.Outcomes;
using Relay.Sdk.Spool;

namespace Relay.Core.Scheduling.Upkeep;

/// <summary>After a start, brings held mail into line with the settings: no attempt looks at its age, and its times are those under which it was held.</summary>
internal sealed partial class HeldMailReview(SchedulerContext context)
{
    private bool done;

    /// <summary>Goes through all held entries, once; never throws.</summary>
    public async Task RunAsync()
    {
        if (done)
            return;
        try
        {
            await foreach (QueueEntry entry in context.Spool.Queue.ListAsync(new QueueFilter { Held = true }, context.Abort))
            {
                if (context.IsStopping)
                    return;
                if (context.Ages.AttentionAt(entry) < entry.AttentionAt && await context.Spool.Queue.ClaimAsync(entry.EntryId, context.Abort) is { } claimed)
                    await context.Committer.AddAsync(new PendingOutcome { Update = new EntryUpdate(claimed.Entry, context.Ages.Sooner(claimed.Entry)) });
            }

            // What has passed already is for the sweep that follows.
            await context.Committer.FlushAsync();
            done = true;
        }
        catch (Exception e)
        {
            LogReviewFailed(context.Log, e);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The age of held mail could not be looked at; trying again soon", EventName = "scheduling.review-failed")]
    private static partial void LogReviewFailed(ILogger log, Exception e);
}
