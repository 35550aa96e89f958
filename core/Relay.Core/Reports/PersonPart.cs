using Relay.Core.Protocol.Content;

namespace Relay.Core.Reports;

/// <summary>The part for people: what happened to which recipient, and what to do about it.</summary>
internal sealed class PersonPart(ReportText text)
{
    private const int MaxReply = 2000;
    private const int MaxAddress = 520;

    public void WriteBeginning(ReportRequest request)
    {
        text.Paragraph($"This is the mail relay at {ReportText.Clean(request.ReportingMta, true, MaxAddress)}.");
        text.Line();
        bool several = request.Recipients.Count > 1;
        text.Paragraph(request.Kind switch
        {
            ReportKind.Failure =>
                $"Your message could not be delivered to {(several ? "these recipients" : "this recipient")}. It will not be tried again.",
            ReportKind.Delay => $"Your message is late. It has not been delivered to {(several ? "these recipients" : "this recipient")} yet, and " +
            "will be tried again. "
                + "You need not do anything, and need not send it again.",
            _ => $"You asked to be told about delivery. Your message has been passed on for {(several ? "these recipients" : "this recipient")} to " +
            "a mail server that does not "
                + "send such reports, so this is the last you will hear of it unless that server reports a failure.",
        });
    }

    public void WriteRecipient(ReportRequest request, ReportedRecipient reported)
    {
        text.Line();
        text.Line("  " + ReportText.Clean(reported.Recipient.Mailbox.ToString(), false, MaxAddress));
        string reply = ReportText.Clean((reported.HostReply ?? reported.Reply).ToString(), false, MaxReply);
        text.Paragraph(Introduction(request.Kind, reported), "    ");
        text.Paragraph(reply, "      ");
        if (request.Kind == ReportKind.Failure)
            text.Paragraph(Advice.For(reported.Reply), "    ");
        if (request.Kind == ReportKind.Delay && reported.RetryUntil is { } until)
            text.Paragraph($"If it cannot be delivered by {new MailDate(until)}, you will be told.", "    ");
    }

    public void WriteEnd(ReportRequest request, ReturnedContent? returned)
    {
        text.Line();
        text.Paragraph(returned switch
        {
            null => "The message itself is no longer at hand.",
            { IsWhole: true } => "Your message is enclosed.",
            _ => "The header of your message is enclosed.",
        });
        text.Paragraph($"When you ask your postmaster about it, give the message id {request.Message.Id} and the time " +
            $"{new MailDate(request.Message.ReceivedAt)}.");
    }

    private static string Introduction(ReportKind kind, ReportedRecipient reported)
    {
        if (reported.RemoteMta is not { Length: > 0 } remote || reported.HostReply is null)
            return kind == ReportKind.Delay ? "The reason so far:" : kind == ReportKind.Failure ? "The reason:" : "The next mail server said:";
        string host = ReportText.Clean(remote, true, MaxAddress);
        return kind switch
        {
            ReportKind.Failure when reported.Reply.IsTransient => $"The mail server {host} did not take it, and said at last:",
            ReportKind.Failure => $"The mail server {host} refused it and said:",
            ReportKind.Delay => $"The mail server {host} did not take it yet and said:",
            _ => $"The mail server {host} took it and said:",
        };
    }
}
