using System.Security.Cryptography;
using System.Text;
using Relay.Core.Logging;
using Relay.Core.Protocol.Content;
using Relay.Sdk.Mail;
using Relay.Sdk.Spool;

namespace Relay.Core.Reports;

/// <summary>Writes delivery status notifications: multipart/report with a part for people, a part for programs, and the message or its header
/// section.</summary>
/// <remarks>
/// RFC 3461 §6, RFC 3464, RFC 6522; RFC 6533 for messages sent with SMTPUTF8 that hold more than ASCII where a report quotes them. Eight-bit content
/// goes back as it came, so the report then asks for 8BITMIME. Memory is bounded by 64 KiB of header section, whatever the message's size.
/// </remarks>
public sealed class ReportWriter : IReportWriter
{
    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The message has the null reverse-path: no report may be sent (RFC 5321 §6.1).</exception>
    public async ValueTask<QueuedMessage> WriteAsync(ReportRequest request, ISpoolDraft draft, CancellationToken cancellationToken)
    {
        if (request.Message.ReversePath.Mailbox is not { } sender)
            throw new ArgumentException("a message with the null reverse-path gets no report", nameof(request));
        ReturnedContent? returned = await ReturnedContent.SurveyAsync(request, cancellationToken);
        bool utf8 = sender.NeedsSmtpUtf8 || (request.Message.SmtpUtf8 && (returned is { HeaderEightBit: true } || !IsAscii(request)));
        // The words of peers are the only thing beyond ASCII in a report that need not have been so from the start.
        bool personAscii = request.Recipients.All(r => Ascii.IsValid(r.Reply.Text) && !r.Recipient.Mailbox.NeedsSmtpUtf8);
        bool eightBit = utf8 || !personAscii || returned is { EightBit: true };
        // Chosen after the message and the replies were written by others, so that none of them can hold it; = before _ is in no encoding.
        string boundary = "=_" + Convert.ToHexString(RandomNumberGenerator.GetBytes(16));

        var text = new ReportText(draft);
        WriteHeader(text, request, sender, returned?.MessageIdField);
        WriteType(text, boundary, eightBit, utf8);
        BeginPart(text, boundary, personAscii ? "text/plain; charset=us-ascii" : "text/plain; charset=utf-8", !personAscii);
        var person = new PersonPart(text);
        person.WriteBeginning(request);
        foreach (ReportedRecipient recipient in request.Recipients)
        {
            person.WriteRecipient(request, recipient);
            await draft.FlushAsync(cancellationToken);
        }

        person.WriteEnd(request, returned);
        BeginPart(text, boundary, utf8 ? "message/global-delivery-status" : "message/delivery-status", utf8);
        var status = new StatusPart(text, utf8);
        status.WriteMessage(request);
        foreach (ReportedRecipient recipient in request.Recipients)
        {
            status.WriteRecipient(request, recipient);
            await draft.FlushAsync(cancellationToken);
        }

        if (returned is not null)
        {
            BeginPart(text, boundary, ReturnedType(returned, utf8), returned.EightBit);
            await returned.WriteAsync(draft, cancellationToken);
        }

        text.Line();
        text.Line($"--{boundary}--");
        await draft.FlushAsync(cancellationToken);
        return Envelope(request, draft.LengthOctets, eightBit, utf8);
    }

    private static QueuedMessage Envelope(ReportRequest request, long lengthOctets, bool eightBit, bool utf8) => new()
    {
        Id = request.ReportId,
        ReceivedAt = request.At,
        ReversePath = ReversePath.Null,
        Body = eightBit ? BodyType.EightBitMime : BodyType.SevenBit,
        SmtpUtf8 = utf8,
        // What is said about a protected message needs the same protection (RFC 8689 §5).
        RequireTls = request.Message.RequireTls,
        LengthOctets = lengthOctets,
        Origin = ReportOrigin.Of(request.Message.Id),
    };

    private static void WriteHeader(ReportText text, ReportRequest request, Mailbox sender, string? messageId)
    {
        text.Exactly("Date", new MailDate(request.At).ToString());
        text.Exactly("From", $"Mail relay <{request.From}>");
        text.Exactly("To", $"<{sender}>");
        text.Exactly("Subject", request.Kind switch
        {
            ReportKind.Failure => "Your message could not be delivered",
            ReportKind.Delay => "Your message is late",
            _ => "Your message has been passed on",
        });
        text.Exactly("Message-ID", $"<{request.ReportId}@{ReportText.Clean(request.ReportingMta, true, 255)}>");
        if (messageId is not null)
        {
            text.Exactly("In-Reply-To", messageId);
            text.Exactly("References", messageId);
        }

        text.Exactly("Auto-Submitted", "auto-replied");
        text.Exactly("MIME-Version", "1.0");
    }

    // The type of a report is the subtype of its second part (RFC 6522 §3).
    private static void WriteType(ReportText text, string boundary, bool eightBit, bool utf8)
    {
        text.Line($"Content-Type: multipart/report; report-type={(utf8 ? "global-delivery-status" : "delivery-status")};");
        text.Line($" boundary=\"{boundary}\"");
        if (eightBit)
            text.Line("Content-Transfer-Encoding: 8bit");
        text.Line();
        text.Line("This is a delivery report in MIME format (RFC 3464).");
    }

    // A delimiter begins with the line end before it (RFC 2046 §5.1.1).
    private static void BeginPart(ReportText text, string boundary, string type, bool eightBit)
    {
        text.Line();
        text.Line("--" + boundary);
        text.Line("Content-Type: " + type);
        if (eightBit)
            text.Line("Content-Transfer-Encoding: 8bit");
        text.Line();
    }

    private static string ReturnedType(ReturnedContent returned, bool utf8) => (returned.IsWhole, utf8) switch
    {
        (true, false) => "message/rfc822",
        (true, true) => "message/global",
        (false, false) => returned.HeaderEightBit ? $"text/rfc822-headers; charset={returned.HeaderCharset}" : "text/rfc822-headers",
        (false, true) => "message/global-headers",
    };

    private static bool IsAscii(ReportRequest request)
    {
        if (request.Message.EnvelopeId is { } id && !Ascii.IsValid(id))
            return false;
        foreach (ReportedRecipient reported in request.Recipients)
        {
            if (reported.Recipient.Mailbox.NeedsSmtpUtf8 || (reported.Recipient.OriginalRecipient is { } original && !Ascii.IsValid(original)))
                return false;
        }

        return true;
    }
}
