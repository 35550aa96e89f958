using Relay.Core.Reports;
using Relay.Core.Scheduling.Entries;
using Relay.Core.Sealing;
using Relay.Core.Settings;
using Relay.Sdk.Mail;
using Relay.Sdk.Spool;

namespace Relay.Core.Scheduling.Outcomes;

/// <summary>Writes a delivery report into a draft of the spool, with the returned content, and seals it.</summary>
/// <param name="newId">Gives ids to reports; the same source as for accepted mail.</param>
/// <param name="abort">Fires when the relay gives up what is in flight.</param>
internal sealed class ReportDrafts(
    RelaySettings settings, ISpoolContent contents, IReportWriter writer, MessageSealing sealing, Func<MessageId> newId, CancellationToken abort)
{
    private readonly Mailbox from = FromOf(settings);

    /// <summary>Writes a report to the sender of a message.</summary>
    /// <returns>The report and its content, which the caller commits or disposes of.</returns>
    /// <exception cref="SpoolFullException">There is no room, not even in the reserve.</exception>
    public async ValueTask<(QueuedMessage Report, ISpoolDraft Draft)> WriteAsync(
        ReportKind kind, ClaimedItem item, IReadOnlyList<ReportedRecipient> recipients, DateTimeOffset now)
    {
        MessageId id = newId();
        ISpoolDraft draft = await contents.BeginAsync(id, mayUseReserve: true, CancellationToken.None);
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
            return sealing.IsWanted ? await SealAsync(report, draft, item.Entry.Message.ReversePath.Mailbox!) : (report, draft);
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

    // The report is owed in any case: when it cannot be sealed now, it goes without a seal.
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
            return await contents.OpenAsync(id, CancellationToken.None);
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
}
