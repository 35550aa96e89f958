using System.Text;
using Relay.Core.Protocol;
using Relay.Core.Protocol.Content;
using Relay.Sdk.Mail;
using Relay.Sdk.Replies;

namespace Relay.Core.Reports;

/// <summary>The part for programs: message/delivery-status (RFC 3464), or message/global-delivery-status (RFC 6533 §3).</summary>
internal sealed class StatusPart(ReportText text, bool utf8)
{
    // An ORCPT has 500 octets at the most, an ENVID 100 (RFC 3461 §4.2, §4.4); what is longer is cut off.
    private const int MaxParameter = 520;
    private const int MaxEmbedded = 850;
    private const int MaxDiagnostic = 2000;

    public void WriteMessage(ReportRequest request)
    {
        // Decoded from xtext: RFC 3464 §2.2.1 wants the identifier as the sender knows it.
        if (request.Message.EnvelopeId is { Length: > 0 } id)
            text.Exactly("Original-Envelope-Id", ReportText.Clean(id, !utf8, MaxParameter));
        text.Exactly("Reporting-MTA", "dns; " + ReportText.Clean(request.ReportingMta, true, MaxParameter));
        text.Exactly("X-Relay-Message-Id", request.Message.Id.ToString());
        text.Exactly("Arrival-Date", new MailDate(request.Message.ReceivedAt).ToString());
    }

    public void WriteRecipient(ReportRequest request, ReportedRecipient reported)
    {
        text.Line();
        if (reported.Recipient.OriginalRecipient is { Length: > 0 } original)
            text.Exactly("Original-Recipient", Typed(original));
        text.Exactly("Final-Recipient", Final(reported.Recipient.Mailbox));
        text.Exactly("Action", request.Kind switch { ReportKind.Failure => "failed", ReportKind.Delay => "delayed", _ => "relayed" });
        text.Exactly("Status", Status(request.Kind, reported.Reply));
        if (reported.RemoteMta is { Length: > 0 } host)
            text.Exactly("Remote-MTA", "dns; " + ReportText.Clean(host, true, MaxParameter));
        // Only what a peer said is an SMTP diagnostic (RFC 3464 §2.3.6).
        string type = reported.HostReply is null ? "X-Relay; " : "smtp; ";
        text.Folded("Diagnostic-Code", type + ReportText.Clean((reported.HostReply ?? reported.Reply).ToString(), !utf8, MaxDiagnostic));

        // RFC 3464 §2.3.7: left out when it is not known, and what was bounced or grew too old while it waited has had no attempt now.
        if (reported.AttemptedAt is { } attempt)
            text.Exactly("Last-Attempt-Date", new MailDate(attempt).ToString());
        if (request.Kind == ReportKind.Delay && reported.RetryUntil is { } until)
            text.Exactly("Will-Retry-Until", new MailDate(until).ToString());
    }

    private static string Status(ReportKind kind, SmtpReply reply)
    {
        if (!reply.Status.IsNone)
            return reply.Status.ToString();
        return kind switch { ReportKind.Failure => reply.IsTransient ? "4.0.0" : "5.0.0", ReportKind.Delay => "4.0.0", _ => "2.0.0" };
    }

    private string Final(Mailbox mailbox)
    {
        string address = ReportText.Clean(mailbox.ToString(), false, MaxParameter);
        if (!mailbox.NeedsSmtpUtf8)
            return "rfc822; " + address;
        return "utf-8; " + (utf8 ? address : Unitext.Encode(address, MaxEmbedded));
    }

    private string Typed(string original)
    {
        int semicolon = original.IndexOf(';');
        string type = semicolon <= 0 ? "rfc822" : ReportText.Clean(original[..semicolon], true, 60).Trim();
        string address = ReportText.Clean(original[(semicolon + 1)..], false, MaxParameter);
        if (utf8 || Ascii.IsValid(address))
            return $"{type}; {address}";
        return "utf-8; " + Unitext.Encode(address, MaxEmbedded);
    }
}
