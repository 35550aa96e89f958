using Microsoft.Extensions.Logging;
using Relay.Core.Delivery;
using Relay.Core.Routing;
using Relay.Sdk.Mail;
using Relay.Sdk.Replies;
using Relay.Sdk.Spool;

namespace Relay.Core.Scheduling;

/// <summary>Turns the results of an attempt into what becomes of the entry: removed, kept for later, reported.</summary>
internal sealed partial class OutcomeSettler(SchedulerContext context)
{
    /// <summary>After how long a report that found no room is tried again.</summary>
    public static readonly TimeSpan ReportPostponement = TimeSpan.FromMinutes(5);

    private readonly ReportDesk desk = new(context);
    private readonly NoticeDesk notices = new(context.Parts.Handlers);
    private readonly DeliveryLog log = new(context.Log);

    /// <summary>Settles an attempt and lets the content go.</summary>
    /// <param name="results">One for each recipient; without outcome where the attempt was given up.</param>
    /// <param name="order">What an operator wants of the entry meanwhile; null for nothing.</param>
    public async ValueTask SettleAsync(Waiting item, RecipientResult[] results, OperatorOrder? order)
    {
        DateTimeOffset now = context.Clock.GetUtcNow();
        QueueEntry entry = item.Entry;
        Verdicts verdicts = Verdicts.Of(entry, results, new RetryTimes(context, entry, now), order);
        if (!verdicts.IsTouched && order is null or OperatorOrder.NoMore)
        {
            context.GiveBack([item]);
            return;
        }

        try
        {
            log.Write(entry, verdicts, now);
            await AddAsync(item, Next(entry, verdicts, order, now), verdicts, now);
        }
        finally
        {
            context.Memory.LetGo(item);
        }
    }

    /// <summary>Returns an entry that has reached the maximum age without having been attempted now, or follows an operator's order.</summary>
    public ValueTask ExpireAsync(Waiting item, SmtpReply? trouble, OperatorOrder? order)
    {
        var results = new RecipientResult[item.Entry.Recipients.Count];
        for (int i = 0; i < results.Length; i++)
            results[i] = new RecipientResult(new RecipientOutcome.Failed(Expiry.Reply(item.Entry.Recipients[i].LastReply ?? trouble?.ToString())), null);
        return SettleAsync(item, results, order);
    }

    /// <summary>Sends the entry on to another destination, where a route has changed.</summary>
    /// <remarks>The target goes with it: a router that were asked again there, and gave another answer each time, would keep it moving for ever.</remarks>
    public ValueTask MoveAsync(Waiting item, RouteTarget target, OperatorOrder? order)
    {
        if (order is not null and not OperatorOrder.NoMore)
            return SettleAsync(item, new RecipientResult[item.Entry.Recipients.Count], order);
        QueueEntry moved = item.Entry with { Destination = target.Destination };
        return context.Committer.AddAsync(new Settlement
        {
            Update = new EntryUpdate(item.Entry, moved, KeepClaim: true),
            Moved = item with { Claimed = item.Claimed with { Entry = moved }, Target = target },
        });
    }

    private async ValueTask AddAsync(Waiting item, QueueEntry after, Verdicts verdicts, DateTimeOffset now)
    {
        QueueEntry? next = verdicts.Kept.Count == 0 ? null : after;
        var settlement = new Settlement
        {
            Update = new EntryUpdate(item.Entry, next),
            Notices = notices.Of(item.Entry, verdicts, next?.DueAt ?? now, now),
        };
        await context.Committer.AddAsync(verdicts.OwesReport ? await WithReportsAsync(settlement, item, after, verdicts, now) : settlement);
    }

    private async ValueTask<Settlement> WithReportsAsync(Settlement settlement, Waiting item, QueueEntry after, Verdicts verdicts, DateTimeOffset now)
    {
        // Nobody is attempted again for the sake of a report: the recipients stay, settled, and the sweep comes back to them.
        DateTimeOffset again = now + ReportPostponement;
        QueueEntry owing = after with
        {
            Recipients = verdicts.KeptWithoutReport(),
            DueAt = verdicts.Kept.Count == 0 ? again : after.DueAt,
            AttentionAt = again,
        };
        var without = new Settlement { Update = new EntryUpdate(item.Entry, owing), Notices = settlement.Notices };
        try
        {
            return new Settlement
            {
                Update = settlement.Update,
                Notices = settlement.Notices,
                Reports = await desk.WriteAsync(item, verdicts, now),
                WithoutReports = without,
            };
        }
        catch (Exception e)
        {
            LogReportFailed(context.Log, e, item.Entry.Message.Id);
            return without;
        }
    }

    private QueueEntry Next(QueueEntry entry, Verdicts verdicts, OperatorOrder? order, DateTimeOffset now)
    {
        QueueEntry next = entry with { Recipients = verdicts.Kept };
        if (verdicts.IsCounted)
            next = next with { Attempts = entry.Attempts + 1 };
        if (verdicts.IsDeferred)
            next = next with { FirstFailureAt = entry.FirstFailureAt ?? now, DueAt = verdicts.NextDue ?? now };

        // Those left wait where they have to. A deferred one is not to wait with them: all are tried again at its time.
        else if (verdicts.WaitsFor is { } destination)
            next = next with { Destination = destination };
        return order switch
        {
            // No attempt looks at its age from now on.
            OperatorOrder.Hold => context.Ages.Sooner(next with { Hold = QueueHold.Operator }),
            OperatorOrder.Retry => next with { DueAt = now },

            // A suspect stays one: it is attempted alone.
            OperatorOrder.Release => next with { DueAt = now, Hold = QueueHold.None, Crashes = Math.Min(next.Crashes, SuspectGate.Crashes) },
            _ => next,
        };
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The report about {MessageId} could not be written; it stays owed and is tried again")]
    private static partial void LogReportFailed(ILogger log, Exception e, MessageId messageId);
}
