using System.Text;
using Relay.Core.Reports;
using Relay.Sdk.Mail;
using Relay.Sdk.Replies;
using Relay.Sdk.Spool;
using Relay.TestKit.Peers;

namespace Relay.Core.Tests.Reports;

/// <summary>Requests for reports, and the reports.</summary>
internal static class Reports
{
    public const string Content = "From: <alice@sender.example>\r\nSubject: hello\r\nMessage-ID: <1@sender.example>\r\n\r\nLine 1\r\n.Line 2\r\n";
    private static readonly DateTimeOffset At = new(2026, 11, 22, 10, 0, 0, TimeSpan.FromHours(2));

    public static QueuedMessage Message(string from = "alice@sender.example") => new()
    {
        Id = new MessageId(42),
        ReceivedAt = At.AddHours(-4),
        ReversePath = ReversePath.From(Mailbox.Parse(from)),
        LengthOctets = Content.Length,
    };

    public static ReportedRecipient Recipient(string to = "bob@dest.example", SmtpReply? reply = null, string? original = null,
        string? host = "mx1.dest.example") =>
        new(
            new QueuedRecipient { Mailbox = Mailbox.Parse(to), OriginalRecipient = original },
            reply ?? new SmtpReply(550, "5.1.1", "No such user here"),
            host,
            At.AddDays(3))
        {
            AttemptedAt = host is null ? null : At,
        };

    public static ReportRequest Request(ReportKind kind = ReportKind.Failure, string content = Content, params ReportedRecipient[] recipients) =>
        new()
        {
            Kind = kind,
            ReportingMta = "relay.example",
            From = Mailbox.Parse("MAILER-DAEMON@relay.example"),
            ReportId = new MessageId(43),
            At = At,
            Message = Message(),
            Recipients = recipients.Length > 0 ? recipients : [Recipient()],
            Content = new SegmentedContent(true, Encoding.Latin1.GetBytes(content)),
            ReturnOctets = 100_000,
        };

    public static async Task<ParsedReport> WriteAsync(ReportRequest request)
    {
        var draft = new ReportDraft();
        QueuedMessage message = await new ReportWriter().WriteAsync(request, draft, CancellationToken.None);
        draft.MostUnflushed.ShouldBeLessThan(128 * 1024);
        return new ParsedReport(message, draft.Octets.ToArray());
    }
}
