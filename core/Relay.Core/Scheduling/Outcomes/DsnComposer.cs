using Microsoft.Extensions.Logging;
using Relay.Core.Reports;
using Relay.Core.Scheduling.Entries;
using Relay.Core.Scheduling.Intake;
using Relay.Core.Scheduling.Retry;
using Relay.Core.Sealing;
using Relay.Core.Settings;
using Relay.Sdk.Mail;
using Relay.Sdk.Replies;
using Relay.Sdk.Spool;

namespace Relay.Core.Scheduling.Outcomes;

/// <summary>Composes the delivery reports that an outcome owes, as messages of their own.</summary>
/// <param name="sealing">The last step before a report is stored.</param>
/// <param name="newId">Gives ids to reports; the same source as for accepted mail.</param>
/// <param name="abort">Fires when the relay gives up what is in flight.</param>
internal sealed partial class DsnComposer(
    RelaySettings settings, ISpoolStore spool, IReportWriter writer, MessageSealing sealing, EntryPlanner planner, AgeLimits ages, Func<MessageId> newId, ILogger log, CancellationToken abort)
{
    private readonly Mailbox from = FromOf(settings);

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

    private static void Collect(QueueEntry entry, EntryOutcome outcome, DateTimeOffset now, List<ReportedRecipient> failed, List<ReportedRecipient> relayed)
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
        MessageId id = newId();
        ISpoolDraft draft = await spool.Content.BeginAsync(id, mayUseReserve: true, CancellationToken.None);
        SpooledContent? content = item.Claimed.Content?.Share() ?? await OpenAsync(item.Entry.Message.Id);
        try
        {
            var request = new ReportRequest
            {
                Kind = kind,
                ReportingMta = settings.Hostname,
                From = from,
                ReportId = id,
                At = now,
                Message = item.Entry.Message,
                Recipients = recipients,
                Content = content,
                ReturnOctets = settings.Reports.ReturnOctets,
            };
            QueuedMessage report = await writer.WriteAsync(request, draft, abort);
            if (sealing.IsWanted)
                (report, draft) = await SealAsync(report, draft, item.Entry.Message.ReversePath.Mailbox!);
            LogReported(log, item.Entry.Message.Id, kind, id, item.Entry.Message.ReversePath.Mailbox!);

            // No report about a report (RFC 3464 §2): its reverse-path is null, and the next hop is told the same by NOTIFY.
            var sender = new QueuedRecipient { Mailbox = item.Entry.Message.ReversePath.Mailbox!, Notify = DsnNotify.Never };
            return new NewMessage(report, draft, await planner.PlanAsync(report, [sender]), Claim: true);
        }
        catch
        {
            await draft.DisposeAsync();
            throw;
        }
        finally
        {
            content?.Release();
        }
    }

    // The report is owed in any case: when it cannot be sealed now, it goes without.
    private async ValueTask<(QueuedMessage Report, ISpoolDraft Draft)> SealAsync(QueuedMessage report, ISpoolDraft draft, Mailbox sender)
    {
        var envelope = new Envelope
        {
            ReversePath = report.ReversePath,
            Recipients = [new EnvelopeRecipient { Mailbox = sender, Notify = DsnNotify.Never }],
            Body = report.Body,
            SmtpUtf8 = report.SmtpUtf8,
            RequireTls = report.RequireTls,
        };
        SealOutcome outcome = await sealing.SealAsync(draft, new UnsealedMessage(report.Id, envelope), hasTrace: false, mayUseReserve: true, abort);
        return (report with { Body = outcome.Body, LengthOctets = outcome.Draft.LengthOctets }, outcome.Draft);
    }

    private async ValueTask<SpooledContent?> OpenAsync(MessageId id)
    {
        try
        {
            return await spool.Content.OpenAsync(id, CancellationToken.None);
        }
        catch (IOException)
        {
            // The report is owed in any case: it goes without the content.
            return null;
        }
    }

    private static Mailbox FromOf(RelaySettings settings)
    {
        if (Mailbox.TryParse(settings.Reports.From, out Mailbox? set) || Mailbox.TryParse($"MAILER-DAEMON@{settings.Hostname}", out set))
            return set;
        return Mailbox.Parse("MAILER-DAEMON@localhost");
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{MessageId}: a report of {Kind} goes to <{Sender}> as {ReportId}", EventName = "scheduling.reported")]
    private static partial void LogReported(ILogger logger, MessageId messageId, ReportKind kind, MessageId reportId, Mailbox sender);
}
