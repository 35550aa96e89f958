using Microsoft.Extensions.Logging;
using Relay.Core.Delivery;
using Relay.Core.Routing;
using Relay.Core.Scheduling.Attempts;
using Relay.Core.Scheduling.Entries;
using Relay.Core.Scheduling.Retry;
using Relay.Sdk.Mail;
using Relay.Sdk.Replies;
using Relay.Sdk.Spool;

namespace Relay.Core.Scheduling.Outcomes;

/// <summary>Turns the results of an attempt into what becomes of the entry: removed, kept for later, reported.</summary>
internal sealed partial class OutcomeSettler(SchedulerContext context)
{
    /// <summary>After how long a report that found no room is tried again.</summary>
    public static readonly TimeSpan ReportPostponement = TimeSpan.FromMinutes(5);

    private readonly DsnComposer desk = new(context);
    private readonly DeliveryNotices notices = new(context.Dependencies.Handlers);
    private readonly DeliveryLog log = new(context.Log);

    /// <summary>Settles an attempt and lets the content go.</summary>
    /// <param name="results">One for each recipient; without outcome where the attempt was given up.</param>
    /// <param name="order">What an operator wants of the entry meanwhile; null for nothing.</param>
    public async ValueTask SettleAsync(ClaimedItem item, RecipientResult[] results, OperatorOrder? order)
    {
        DateTimeOffset now = context.Clock.GetUtcNow();
        QueueEntry entry = item.Entry;
        EntryOutcome outcome = EntryOutcome.Of(entry, results, new RetryTimes(context, entry, now), order);
        if (!outcome.IsTouched && order is null or OperatorOrder.NoMore)
        {
            context.GiveBack([item]);
            return;
        }

        try
        {
            log.Write(entry, outcome, now);
            await AddAsync(item, Next(entry, outcome, order, now), outcome, now);
        }
        finally
        {
            context.Memory.Release(item);
        }
    }

    /// <summary>Returns an entry that has reached the maximum age without having been attempted now, or follows an operator's order.</summary>
    public ValueTask ExpireAsync(ClaimedItem item, SmtpReply? trouble, OperatorOrder? order)
    {
        var results = new RecipientResult[item.Entry.Recipients.Count];
        for (int i = 0; i < results.Length; i++)
            results[i] = new RecipientResult(new RecipientOutcome.Failed(Expiry.Reply((item.Entry.Recipients[i].LastReply ?? trouble)?.ToString())), null);
        return SettleAsync(item, results, order);
    }

    /// <summary>Sends the entry on to another destination, where a route has changed.</summary>
    /// <remarks>The target goes with it: a router that were asked again there, and gave another answer each time, would keep it moving for ever.</remarks>
    public ValueTask MoveAsync(ClaimedItem item, RouteTarget target, OperatorOrder? order)
    {
        if (order is not null and not OperatorOrder.NoMore)
            return SettleAsync(item, new RecipientResult[item.Entry.Recipients.Count], order);
        QueueEntry moved = item.Entry with { Destination = target.Destination };
        return context.Committer.AddAsync(new PendingOutcome
        {
            Update = new EntryUpdate(item.Entry, moved, KeepClaim: true),
            Moved = item with { Claimed = item.Claimed with { Entry = moved }, Target = target },
        });
    }

    private async ValueTask AddAsync(ClaimedItem item, QueueEntry after, EntryOutcome outcome, DateTimeOffset now)
    {
        QueueEntry? next = outcome.Kept.Count == 0 ? null : after;
        var pending = new PendingOutcome
        {
            Update = new EntryUpdate(item.Entry, next),
            Notices = notices.Of(item.Entry, outcome, next?.DueAt ?? now, now),
        };
        await context.Committer.AddAsync(outcome.OwesReport ? await WithReportsAsync(pending, item, after, outcome, now) : pending);
    }

    private async ValueTask<PendingOutcome> WithReportsAsync(PendingOutcome pending, ClaimedItem item, QueueEntry after, EntryOutcome outcome, DateTimeOffset now)
    {
        // Nobody is attempted again for the sake of a report: the recipients stay, settled, and the sweep comes back to them.
        DateTimeOffset again = now + ReportPostponement;
        QueueEntry owing = after with
        {
            Recipients = outcome.KeptWithoutReport(),
            DueAt = outcome.Kept.Count == 0 ? again : after.DueAt,
            AttentionAt = again,
        };
        var without = new PendingOutcome { Update = new EntryUpdate(item.Entry, owing), Notices = pending.Notices };
        try
        {
            IReadOnlyList<NewMessage> reports = await desk.WriteAsync(item, outcome, now);
            return new PendingOutcome
            {
                Update = pending.Update,
                Notices = [.. pending.Notices, .. notices.Queued(reports)],
                Reports = reports,
                WithoutReports = without,
            };
        }
        catch (Exception e)
        {
            LogReportFailed(context.Log, e, item.Entry.Message.Id);
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

        // Those left wait where they have to. A deferred one is not to wait with them: all are tried again at its time.
        else if (outcome.WaitsFor is { } destination)
            next = next with { Destination = destination };
        return order switch
        {
            // No attempt looks at its age from now on.
            OperatorOrder.Hold => context.Ages.Sooner(next with { Hold = QueueHold.Operator }),
            OperatorOrder.Retry => next with { DueAt = now },

            // A suspect stays one: it is attempted alone.
            OperatorOrder.Release => next with { DueAt = now, Hold = QueueHold.None, Crashes = Math.Min(next.Crashes, CrashSuspectGate.Crashes) },
            _ => next,
        };
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The report about {MessageId} could not be written; it stays owed and is tried again", EventName = "scheduling.report-failed")]
    private static partial void LogReportFailed(ILogger log, Exception e, MessageId messageId);
}
