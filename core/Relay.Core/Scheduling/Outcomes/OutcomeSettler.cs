using Microsoft.Extensions.Logging;
using Relay.Core.Delivery;
using Relay.Core.Routing;
using Relay.Core.Scheduling.Destinations;
using Relay.Core.Scheduling.Entries;
using Relay.Core.Scheduling.Retry;
using Relay.Sdk.Mail;
using Relay.Sdk.Replies;
using Relay.Sdk.Spool;

namespace Relay.Core.Scheduling.Outcomes;

/// <summary>Turns the results of an attempt into what becomes of the entry: removed, kept for later, reported.</summary>
internal sealed partial class OutcomeSettler(
    DestinationTable destinations, RetryPlanner retry, OutcomeCommitter committer, DsnComposer reports, DeliveryNotices notices, DeliveryLog log,
    TimeProvider clock)
{
    /// <summary>After how long a report that found no room is tried again.</summary>
    public static readonly TimeSpan ReportPostponement = TimeSpan.FromMinutes(5);

    /// <summary>Settles an attempt and lets the content go.</summary>
    /// <param name="fates">One for each recipient; without outcome where the attempt was given up.</param>
    /// <param name="order">What an operator wants of the entry meanwhile; null for nothing.</param>
    public async ValueTask SettleAsync(ClaimedItem item, RecipientFate[] fates, OperatorOrder? order)
    {
        DateTimeOffset now = clock.GetUtcNow();
        QueueEntry entry = item.Entry;
        EntryOutcome outcome = await EntryOutcome.OfAsync(entry, fates, order, retry, RestsUntil(entry, fates), now);
        if (!outcome.IsTouched && order is null or OperatorOrder.NoMore)
        {
            destinations.GiveBack([item]);
            return;
        }

        try
        {
            log.Write(entry, outcome, now);
            if (order is not null && outcome.Kept.Count > 0)
                log.WriteOrder(entry, order);
            await AddAsync(item, Next(entry, outcome, order, now), outcome, now);
        }
        finally
        {
            destinations.ReleaseContent(item);
        }
    }

    /// <summary>Whether an entry has reached the maximum age.</summary>
    public bool IsTooOld(QueueEntry entry) => retry.Ages.IsTooOld(entry, clock.GetUtcNow());

    /// <summary>Settles an entry that was not attempted.</summary>
    public ValueTask SettleUntouchedAsync(ClaimedItem item, OperatorOrder? order) =>
        SettleAsync(item, new RecipientFate[item.Entry.Recipients.Count], order);

    /// <summary>Returns an entry that has reached the maximum age without having been attempted now, or follows an operator's order.</summary>
    public ValueTask ExpireAsync(ClaimedItem item, OperatorOrder? order)
    {
        SmtpReply? trouble = destinations.Find(item.Entry.Destination)?.Trouble;
        var fates = new RecipientFate[item.Entry.Recipients.Count];
        for (int i = 0; i < fates.Length; i++)
            fates[i] = new RecipientFate
            {
                Outcome = new RecipientOutcome.Failed(
                    Expiry.Reply((item.Entry.Recipients[i].LastReply ?? trouble)?.ToString()))
            };
        return SettleAsync(item, fates, order);
    }

    /// <summary>Sends the entry on to another destination, where a route has changed.</summary>
    /// <remarks>The target goes with it: a router that was asked again there, and gave another answer each time, would keep it moving for
    /// ever.</remarks>
    public ValueTask MoveAsync(ClaimedItem item, RouteTarget target, OperatorOrder? order)
    {
        if (order is not null and not OperatorOrder.NoMore)
            return SettleUntouchedAsync(item, order);
        QueueEntry moved = item.Entry with { Destination = target.Destination };
        return committer.AddAsync(new PendingOutcome
        {
            Update = new EntryUpdate(item.Entry, moved, KeepClaim: true),
            Moved = item with { Claimed = item.Claimed with { Entry = moved }, Target = target },
        });
    }

    // Asked only when a recipient is deferred: it takes the destination's lock.
    private DateTimeOffset? RestsUntil(QueueEntry entry, RecipientFate[] fates)
    {
        foreach (ref readonly RecipientFate fate in fates.AsSpan())
        {
            if (fate.Outcome is RecipientOutcome.Deferred)
                return destinations.Find(entry.Destination)?.RestsUntil;
        }

        return null;
    }

    private async ValueTask AddAsync(ClaimedItem item, QueueEntry after, EntryOutcome outcome, DateTimeOffset now)
    {
        QueueEntry? next = outcome.Kept.Count == 0 ? null : after;
        var pending = new PendingOutcome
        {
            Update = new EntryUpdate(item.Entry, next),
            Notices = notices.Of(item.Entry, outcome, next?.DueAt ?? now, now),
        };
        await committer.AddAsync(outcome.OwesReport ? await WithReportsAsync(pending, item, after, outcome, now) : pending);
    }

    private async ValueTask<PendingOutcome> WithReportsAsync(PendingOutcome pending, ClaimedItem item, QueueEntry after, EntryOutcome outcome,
        DateTimeOffset now)
    {
        // No recipient is attempted again because of a report: they stay in the queue, settled, and the sweep comes back to them.
        DateTimeOffset again = now + ReportPostponement;
        QueueEntry owing = after with
        {
            Recipients = outcome.KeptWithoutReport(),
            DueAt = outcome.Kept.Count == 0 ? again : after.DueAt,
            ReviewAt = again,
        };
        var without = new PendingOutcome { Update = new EntryUpdate(item.Entry, owing), Notices = pending.Notices };
        try
        {
            IReadOnlyList<NewMessage> written = await reports.WriteAsync(item, outcome, now);
            return new PendingOutcome
            {
                Update = pending.Update,
                Notices = [.. pending.Notices, .. notices.Queued(written)],
                Reports = written,
                WithoutReports = without,
            };
        }
        catch (Exception e)
        {
            LogReportFailed(log.Logger, e, item.Entry.Message.Id);
            return without;
        }
    }

    private QueueEntry Next(QueueEntry entry, EntryOutcome outcome, OperatorOrder? order, DateTimeOffset now)
    {
        QueueEntry next = entry with { Recipients = outcome.Kept };
        if (outcome.IsCounted)
            next = next with { Attempts = entry.Attempts + 1 };
        if (outcome.IsDeferred)
            next = next with { FirstFailureAt = entry.FirstFailureAt ?? now, DueAt = outcome.NextDue ?? now };

        // The recipients left wait where they have to. With a deferred recipient among them, all are tried again at its time.
        else if (outcome.WaitsFor is { } destination)
            next = next with { Destination = destination };
        return order switch
        {
            // No attempt looks at its age from now on.
            OperatorOrder.Hold => retry.Ages.Sooner(next with { Hold = QueueHold.Operator }),
            OperatorOrder.Retry => next with { DueAt = now },

            // A suspect stays one: it is attempted alone.
            OperatorOrder.Release => next with { DueAt = now, Hold = QueueHold.None, Crashes = Math.Min(next.Crashes, CrashSuspects.Crashes) },
            _ => next,
        };
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The report about {MessageId} could not be written; it stays owed and is tried again",
        EventName = "scheduling.report-failed")]
    private static partial void LogReportFailed(ILogger log, Exception e, MessageId messageId);
}
