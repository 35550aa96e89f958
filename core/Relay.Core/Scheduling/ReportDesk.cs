using Relay.Core.Delivery.Reports;
using Relay.Core.Settings;
using Relay.Sdk.Mail;
using Relay.Sdk.Replies;
using Relay.Sdk.Spool;

namespace Relay.Core.Scheduling;

/// <summary>Has the reports written that a settlement owes, and puts them in line as messages of their own.</summary>
internal sealed class ReportDesk(SchedulerContext context)
{
    private static readonly TimeSpan Postponement = TimeSpan.FromMinutes(5);

    private readonly Mailbox from = FromOf(context.Settings);

    /// <summary>Writes what is owed after an attempt: a report of failure, one of success, or both.</summary>
    /// <exception cref="SpoolFullException">There is no room.</exception>
    public async ValueTask<IReadOnlyList<NewMessage>> WriteAsync(Waiting item, Verdicts verdicts, DateTimeOffset now)
    {
        var failed = new List<ReportedRecipient>();
        var relayed = new List<ReportedRecipient>();
        Collect(item.Entry, verdicts, failed, relayed);
        var reports = new List<NewMessage>(2);
        if (failed.Count > 0)
            reports.Add(await WriteAsync(ReportKind.Failure, item, failed, now));
        if (relayed.Count > 0)
            reports.Add(await WriteAsync(ReportKind.Relayed, item, relayed, now));
        return reports;
    }

    /// <summary>Writes a notice of delay about the recipients that want one; null when none does.</summary>
    /// <exception cref="SpoolFullException">There is no room.</exception>
    public async ValueTask<NewMessage?> WriteDelayAsync(Waiting item, SmtpReply? trouble, DateTimeOffset now)
    {
        var late = new List<ReportedRecipient>();
        foreach (QueuedRecipient recipient in item.Entry.Recipients)
        {
            if (!ReportRules.OwesDelay(item.Entry.Message.ReversePath, recipient.Notify))
                continue;
            string? why = recipient.LastReply ?? trouble?.ToString();
            var reply = new SmtpReply(451, "4.4.7", why is null ? "No attempt was possible so far" : $"The last attempt ended with: {why}");
            late.Add(new ReportedRecipient(recipient, reply, null, context.Ages.EndOf(item.Entry.Message)));
        }

        return late.Count == 0 ? null : await WriteAsync(ReportKind.Delay, item, late, now);
    }

    /// <summary>The entry as it stays in the queue when there is no room for its report.</summary>
    public static QueueEntry? Postponed(QueueEntry entry, Verdicts verdicts, DateTimeOffset now)
    {
        var left = new List<QueuedRecipient>(verdicts.Kept);
        foreach (RecipientVerdict one in verdicts.Each)
        {
            if (one.Kind == VerdictKind.Failed)
                left.Add(one.Recipient with { LastReply = one.Reply?.ToString() });
        }

        return left.Count == 0 ? null : entry with { Recipients = left, DueAt = now + Postponement };
    }

    private static void Collect(QueueEntry entry, Verdicts verdicts, List<ReportedRecipient> failed, List<ReportedRecipient> relayed)
    {
        ReversePath reversePath = entry.Message.ReversePath;
        foreach (RecipientVerdict one in verdicts.Each)
        {
            if (one.Reply is null)
                continue;
            var reported = new ReportedRecipient(one.Recipient, one.Reply, one.Leg?.Host?.Name);
            if (one.Kind == VerdictKind.Failed && ReportRules.OwesFailure(reversePath, one.Recipient.Notify))
                failed.Add(reported);
            else if (one.Kind == VerdictKind.Delivered && ReportRules.OwesRelayed(reversePath, one.Recipient.Notify, one.Leg!.DsnPassedOn))
                relayed.Add(reported);
        }
    }

    private async ValueTask<NewMessage> WriteAsync(ReportKind kind, Waiting item, List<ReportedRecipient> recipients, DateTimeOffset now)
    {
        MessageId id = context.Parts.NewId();
        ISpoolDraft draft = context.Spool.BeginDraft(id);
        SpooledContent? content = item.Claimed.Content?.Share() ?? await OpenAsync(item.Entry.Message.Id);
        try
        {
            var request = new ReportRequest
            {
                Kind = kind,
                ReportingMta = context.Settings.Hostname,
                From = from,
                ReportId = id,
                At = now,
                Message = item.Entry.Message,
                Recipients = recipients,
                Content = content,
                ReturnOctets = context.Settings.Reports.ReturnOctets,
            };
            QueuedMessage report = await context.Parts.Reports.WriteAsync(request, draft, context.Abort);
            return new NewMessage(report, draft, [EntryFor(report, item.Entry.Message.ReversePath.Mailbox!, now)], Claim: true);
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

    private QueueEntry EntryFor(QueuedMessage report, Mailbox sender, DateTimeOffset now) => new()
    {
        Message = report,
        Destination = context.Parts.Router.DestinationOf(sender),

        // No report about a report (RFC 3464 §2): its reverse-path is null, and the next hop is told the same by NOTIFY.
        Recipients = [new QueuedRecipient { Mailbox = sender, Notify = DsnNotify.Never }],
        DueAt = now,
        AttentionAt = context.Ages.FirstAttention(now, report.ReversePath),
    };

    private async ValueTask<SpooledContent?> OpenAsync(MessageId id)
    {
        try
        {
            return await context.Spool.OpenContentAsync(id, CancellationToken.None);
        }
        catch (IOException)
        {
            // The report is owed all the same; it goes without the content.
            return null;
        }
    }

    private static Mailbox FromOf(RelaySettings settings)
    {
        if (Mailbox.TryParse(settings.Reports.From, out Mailbox? set) || Mailbox.TryParse($"MAILER-DAEMON@{settings.Hostname}", out set))
            return set;
        return Mailbox.Parse("MAILER-DAEMON@localhost");
    }
}
