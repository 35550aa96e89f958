using Microsoft.Extensions.Logging;
using Relay.Core.Scheduling.Destinations;
using Relay.Core.Scheduling.Entries;
using Relay.Core.Scheduling.Retry;
using Relay.Sdk.Mail;
using Relay.Sdk.Replies;
using Relay.Sdk.Spool;

namespace Relay.Core.Scheduling.Outcomes;

/// <summary>Tells senders that their mail is late, and decides when an entry is looked at next.</summary>
internal sealed partial class DelayReports(
    DestinationTable destinations, OutcomeCommitter committer, DsnComposer reports, DeliveryNotices notices, AgeLimits ages, TimeProvider clock,
    ILogger log)
{
    /// <summary>Commits the notice when it is due; in any case the entry is looked at again later. Lets the content go.</summary>
    public async ValueTask TellAsync(ClaimedItem item)
    {
        DateTimeOffset now = clock.GetUtcNow();
        QueueEntry entry = item.Entry;
        try
        {
            await committer.AddAsync(ages.IsLate(entry, now) ? await NoticeAsync(item, now) : LookAgain(entry));
        }
        catch (Exception e)
        {
            LogNoticeFailed(log, e, entry.Message.Id);
            await committer.AddAsync(Postponed(entry, now));
        }
        finally
        {
            destinations.ReleaseContent(item);
        }
    }

    private async ValueTask<PendingOutcome> NoticeAsync(ClaimedItem item, DateTimeOffset now)
    {
        SmtpReply? trouble = destinations.Find(item.Entry.Destination)?.Trouble;
        QueueEntry told = item.Entry with { DelayReportSent = true };
        NewMessage? notice = await reports.WriteDelayAsync(item, trouble, now);
        if (notice is not null)
            LogLate(log, item.Entry.Message.Id, item.Entry.Destination);
        return new PendingOutcome
        {
            Update = new EntryUpdate(item.Entry, told with { ReviewAt = ages.ReviewAt(told) }),
            Reports = notice is null ? [] : [notice],
            Notices = notice is null ? [] : notices.Queued([notice]),
            WithoutReports = Postponed(item.Entry, now),
        };
    }

    private PendingOutcome LookAgain(QueueEntry entry) =>
        new() { Update = new EntryUpdate(entry, entry with { ReviewAt = ages.ReviewAt(entry) }) };

    private static PendingOutcome Postponed(QueueEntry entry, DateTimeOffset now) =>
        new() { Update = new EntryUpdate(entry, entry with { ReviewAt = now + OutcomeSettler.ReportPostponement }) };

    [LoggerMessage(Level = LogLevel.Information, Message = "late {MessageId} to {Destination}: the sender is told", EventName = "scheduling.late")]
    private static partial void LogLate(ILogger log, MessageId messageId, string destination);

    [LoggerMessage(Level = LogLevel.Error, Message = "The notice of delay of {MessageId} could not be written; it is tried again",
        EventName = "scheduling.notice-failed")]
    private static partial void LogNoticeFailed(ILogger log, Exception e, MessageId messageId);
}
