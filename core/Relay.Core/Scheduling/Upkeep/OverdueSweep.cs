using Microsoft.Extensions.Logging;
using Relay.Core.Scheduling.Destinations;
using Relay.Core.Scheduling.Entries;
using Relay.Core.Scheduling.Outcomes;
using Relay.Sdk.Mail;
using Relay.Sdk.Replies;
using Relay.Sdk.Spool;

namespace Relay.Core.Scheduling.Upkeep;

/// <summary>Looks after entries that rest: tells senders of delays, returns what has reached the maximum age, and writes reports that found no room.</summary>
/// <remarks>It reaches an entry wherever it rests: in the spool, due or not, held or not, in the ready queue of a destination, and before the gate for suspects.</remarks>
internal sealed partial class OverdueSweep(SchedulerContext context)
{
    private const int BatchLimit = 200;
    private readonly DsnComposer desk = new(context);
    private readonly DeliveryNotices notices = new(context.Dependencies.Handlers);

    /// <summary>Goes through all entries whose time has come; never throws.</summary>
    public async Task RunAsync()
    {
        try
        {
            await SweepReadyAsync();
            while (!context.IsStopping)
            {
                IReadOnlyList<ClaimedEntry> claimed = await context.Spool.Queue.ClaimAttentionAsync(context.Clock.GetUtcNow(), BatchLimit, context.Abort);
                if (claimed.Count == 0)
                    return;
                for (int i = 0; i < claimed.Count; i++)
                {
                    if (context.IsStopping)
                    {
                        await context.Spool.Queue.ReleaseAsync([.. claimed.Skip(i)], CancellationToken.None);
                        return;
                    }

                    await LookAsync(new ClaimedItem(claimed[i], 0));
                }
            }
        }
        catch (Exception e)
        {
            LogSweepFailed(context.Log, e);
        }
    }

    private async Task SweepReadyAsync()
    {
        DateTimeOffset now = context.Clock.GetUtcNow();
        var items = new List<ClaimedItem>();
        foreach (Destination destination in context.Destinations)
            destination.Withdraw(IsMeant, items);
        context.Suspects.Withdraw(IsMeant, items);
        foreach (ClaimedItem item in items)
            await LookAsync(item);

        bool IsMeant(ClaimedItem item) => item.Entry.AttentionAt <= now || context.Ages.IsTooOld(item.Entry, now);
    }

    private async ValueTask LookAsync(ClaimedItem item)
    {
        DateTimeOffset now = context.Clock.GetUtcNow();
        QueueEntry entry = item.Entry;
        SmtpReply? trouble = context.Find(entry.Destination)?.Trouble;
        if (context.Ages.IsTooOld(entry, now))
        {
            await context.Settler.ExpireAsync(item, trouble, null);
            return;
        }

        if (entry.Recipients.Any(static recipient => recipient.IsSettled))
        {
            await context.Settler.SettleAsync(item, new RecipientResult[entry.Recipients.Count], null);
            return;
        }

        try
        {
            await context.Committer.AddAsync(context.Ages.IsLate(entry, now) ? await NoticeAsync(item, trouble, now) : LookAgain(entry));
        }
        catch (Exception e)
        {
            LogNoticeFailed(context.Log, e, entry.Message.Id);
            await context.Committer.AddAsync(Postponed(entry, now));
        }
        finally
        {
            context.Memory.Release(item);
        }
    }

    private async ValueTask<PendingOutcome> NoticeAsync(ClaimedItem item, SmtpReply? trouble, DateTimeOffset now)
    {
        QueueEntry told = item.Entry with { DelayNoticeSent = true };
        NewMessage? notice = await desk.WriteDelayAsync(item, trouble, now);
        if (notice is not null)
            LogLate(context.Log, item.Entry.Message.Id, item.Entry.Destination);
        return new PendingOutcome
        {
            Update = new EntryUpdate(item.Entry, told with { AttentionAt = context.Ages.AttentionAt(told) }),
            Reports = notice is null ? [] : [notice],
            Notices = notice is null ? [] : notices.Queued([notice]),
            WithoutReports = Postponed(item.Entry, now),
        };
    }

    private PendingOutcome LookAgain(QueueEntry entry) =>
        new() { Update = new EntryUpdate(entry, entry with { AttentionAt = context.Ages.AttentionAt(entry) }) };

    private static PendingOutcome Postponed(QueueEntry entry, DateTimeOffset now) =>
        new() { Update = new EntryUpdate(entry, entry with { AttentionAt = now + OutcomeSettler.ReportPostponement }) };

    [LoggerMessage(Level = LogLevel.Information, Message = "late {MessageId} to {Destination}: the sender is told", EventName = "scheduling.late")]
    private static partial void LogLate(ILogger log, MessageId messageId, string destination);

    [LoggerMessage(Level = LogLevel.Error, Message = "The notice of delay of {MessageId} could not be written; it is tried again", EventName = "scheduling.notice-failed")]
    private static partial void LogNoticeFailed(ILogger log, Exception e, MessageId messageId);

    [LoggerMessage(Level = LogLevel.Error, Message = "Entries in need of attention could not be looked after; trying again soon", EventName = "scheduling.sweep-failed")]
    private static partial void LogSweepFailed(ILogger log, Exception e);
}
