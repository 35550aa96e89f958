using Microsoft.Extensions.Logging;
using Relay.Core.Reports;
using Relay.Core.Scheduling.Entries;
using Relay.Core.Scheduling.Intake;
using Relay.Core.Scheduling.Retry;
using Relay.Sdk.Mail;
using Relay.Sdk.Replies;
using Relay.Sdk.Spool;

namespace Relay.Core.Scheduling.Outcomes;

/// <summary>Decides which delivery reports an outcome owes, and makes them: messages of their own, to be committed together with the
/// outcome.</summary>
/// <param name="queue">Plans the entries of a report, as of all mail.</param>
internal sealed partial class DsnComposer(ReportDrafts drafts, IMailQueue queue, AgeLimits ages, ILogger log)
{
    /// <summary>Writes what is owed after an attempt: a report of failure, one of success, or both.</summary>
    /// <exception cref="SpoolFullException">There is no room, not even in the reserve.</exception>
    public async ValueTask<IReadOnlyList<NewMessage>> WriteAsync(ClaimedItem item, EntryOutcome outcome, DateTimeOffset now)
    {
        var failed = new List<ReportedRecipient>();
        var relayed = new List<ReportedRecipient>();
        Collect(item.Entry, outcome, now, failed, relayed);
        var reports = new List<NewMessage>(2);
        try
        {
            if (failed.Count > 0)
                reports.Add(await WriteAsync(ReportKind.Failure, item, failed, now));
            if (relayed.Count > 0)
                reports.Add(await WriteAsync(ReportKind.Relayed, item, relayed, now));
            return reports;
        }
        catch
        {
            foreach (NewMessage report in reports)
                await report.Draft.DisposeAsync();
            throw;
        }
    }

    /// <summary>Writes a notice of delay about the recipients that want one; null when none does.</summary>
    /// <exception cref="SpoolFullException">There is no room, not even in the reserve.</exception>
    public async ValueTask<NewMessage?> WriteDelayAsync(ClaimedItem item, SmtpReply? trouble, DateTimeOffset now)
    {
        var late = new List<ReportedRecipient>();
        foreach (QueuedRecipient recipient in item.Entry.Recipients)
        {
            if (recipient.IsSettled || !ReportRules.OwesDelay(item.Entry.Message.ReversePath, recipient.Notify))
                continue;
            string? why = (recipient.LastReply ?? trouble)?.ToString();
            var reply = new SmtpReply(451, "4.4.7", why is null ? "No attempt was possible so far" : $"The last attempt ended with: {why}");
            late.Add(new ReportedRecipient(recipient, reply, null, ages.EndOf(item.Entry.Message)));
        }

        return late.Count == 0 ? null : await WriteAsync(ReportKind.Delay, item, late, now);
    }

    private static void Collect(QueueEntry entry, EntryOutcome outcome, DateTimeOffset now, List<ReportedRecipient> failed,
        List<ReportedRecipient> relayed)
    {
        foreach (RecipientFate fate in outcome.Fates)
        {
            if (ReportRules.Owed(entry.Message.ReversePath, fate) is not { } kind)
                continue;
            var reported = new ReportedRecipient(fate.Recipient, fate.Reply!, fate.Leg?.Host?.Name)
            {
                HostReply = fate.HostReply,
                AttemptedAt = fate.Leg is null ? null : now,
            };
            (kind == ReportKind.Failure ? failed : relayed).Add(reported);
        }
    }

    private async ValueTask<NewMessage> WriteAsync(ReportKind kind, ClaimedItem item, List<ReportedRecipient> recipients, DateTimeOffset now)
    {
        (QueuedMessage report, ISpoolDraft draft) = await drafts.WriteAsync(kind, item, recipients, now);
        try
        {
            QueuedMessage about = item.Entry.Message;
            LogReported(log, about.Id, kind, report.Id, about.ReversePath.Mailbox!);

            // No report about a report (RFC 3464 §2): its reverse-path is null, and the next hop is told the same by NOTIFY.
            var sender = new QueuedRecipient { Mailbox = about.ReversePath.Mailbox!, Notify = DsnNotify.Never };
            return await queue.PlanAsync(report, draft, [sender], claim: true);
        }
        catch
        {
            await draft.DisposeAsync();
            throw;
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{MessageId}: a report of {Kind} goes to <{Sender}> as {ReportId}",
        EventName = "scheduling.reported")]
    private static partial void LogReported(ILogger logger, MessageId messageId, ReportKind kind, MessageId reportId, Mailbox sender);
}
