using Microsoft.Extensions.Logging;
using Relay.Core.Scheduling.Lifetime;
using Relay.Core.Scheduling.Outcomes;
using Relay.Core.Scheduling.Retry;
using Relay.Sdk.Spool;

namespace Relay.Core.Scheduling.Upkeep;

/// <summary>After a start, brings held mail into line with the settings: no attempt looks at its age, and its times are those under which it was
/// held.</summary>
internal sealed partial class HeldMailReview(ISpoolStore spool, OutcomeCommitter committer, AgeLimits ages, SchedulerLifetime life, ILogger log)
{
    private bool done;

    /// <summary>Goes through all held entries, once; never throws.</summary>
    public async Task RunAsync()
    {
        if (done)
            return;
        try
        {
            await foreach (QueueEntry entry in spool.Queue.ListAsync(new QueueFilter { Held = true }, life.Abort))
            {
                if (life.IsStopping)
                    return;
                if (ages.ReviewAt(entry) < entry.ReviewAt && await spool.Queue.ClaimAsync(entry.EntryId, life.Abort) is { } claimed)
                    await committer.AddAsync(new PendingOutcome { Update = new EntryUpdate(claimed.Entry, ages.Sooner(claimed.Entry)) });
            }

            // What has passed already is for the sweep that follows.
            await committer.FlushAsync();
            done = true;
        }
        catch (Exception e)
        {
            LogReviewFailed(log, e);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The age of held mail could not be looked at; trying again soon",
        EventName = "scheduling.review-failed")]
    private static partial void LogReviewFailed(ILogger log, Exception e);
}
