using Microsoft.Extensions.Logging;
using Relay.Core.Scheduling.Lifetime;
using Relay.Core.Scheduling.Outcomes;
using Relay.Sdk.Spool;

namespace Relay.Core.Scheduling.Upkeep;

/// <summary>After the clock was set back, moves the retry times in the queue back as far: mail does not wait longer than its rule says.</summary>
/// <remarks>Mail that was deferred since may be tried once too early. After a step forward nothing has to be moved: mail is due sooner.</remarks>
internal sealed partial class DueTimeReview(ISpoolStore spool, OutcomeCommitter committer, TimeProvider clock, SchedulerLifetime life, ILogger log)
{
    private TimeSpan pending;

    /// <summary>Has the next run move retry times.</summary>
    /// <param name="step">By how much the clock was set; only steps back count.</param>
    public void Request(TimeSpan step)
    {
        if (step < TimeSpan.Zero)
            pending += step;
    }

    /// <summary>Moves retry times when that was asked for; never throws.</summary>
    public async Task RunAsync()
    {
        TimeSpan step = pending;
        if (step == TimeSpan.Zero)
            return;
        try
        {
            DateTimeOffset now = clock.GetUtcNow();
            await foreach (QueueEntry entry in spool.Queue.ListAsync(new QueueFilter { Held = false }, life.Abort))
            {
                if (life.IsStopping)
                    return;
                if (entry.DueAt > now && await spool.Queue.ClaimAsync(entry.EntryId, life.Abort) is { } claimed)
                    await committer.AddAsync(new PendingOutcome { Update = new EntryUpdate(claimed.Entry, Moved(claimed.Entry, step, now)) });
            }

            pending -= step;
        }
        catch (Exception e)
        {
            LogReviewFailed(log, e);
        }
    }

    private static QueueEntry Moved(QueueEntry entry, TimeSpan step, DateTimeOffset now)
    {
        DateTimeOffset due = entry.DueAt + step;
        return entry with { DueAt = due > now ? due : entry.DueAt < now ? entry.DueAt : now };
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The retry times of queued mail could not be brought into line with the clock; trying again " +
        "soon", EventName = "scheduling.due-times-failed")]
    private static partial void LogReviewFailed(ILogger log, Exception e);
}
