using Relay.Core.Protocol.Server;
using Relay.Core.Settings;
using Relay.Sdk.Events;
using Relay.Sdk.Replies;

namespace Relay.Core.Sessions.Commands;

/// <summary>MAIL (RFC 5321 §4.1.1.2).</summary>
internal sealed class MailHandler : ICommandHandler
{
    public ValueTask HandleAsync(SmtpSession session, ReadOnlyMemory<byte> arguments)
    {
        AcceptSettings accept = session.Context.Accept;
        session.IsTransactionRefused = true;
        if (accept.MaxMessagesPerSession > 0 && session.Transactions >= accept.MaxMessagesPerSession)
            RefusalLog.End(session, "MAIL", SessionReplies.TooManyMessages);
        else if (session.Listener.Settings.Auth == ListenerAuth.Required && session.User is null)
            RequireAuth(session);
        else if (!MailCommand.TryParse(arguments.Span, session.Rules, out MailCommand? mail, out SmtpReply? refusal))
            session.Fail(refusal);
        else if (mail.SizeOctets > accept.MaxMessageOctets)
            Refuse(session, mail, SessionReplies.TooLarge);
        else if (!session.Context.Store.Content.HasRoom)
            Refuse(session, mail, SessionReplies.NoRoom);
        else if (session.Context.Handlers.Decides<SenderOffered>())
            return DecideAsync(session, new Transaction(mail));
        else
            Accept(session, new Transaction(mail));
        return ValueTask.CompletedTask;
    }

    private static async ValueTask DecideAsync(SmtpSession session, Transaction transaction)
    {
        var offered = new SenderOffered { Client = session.Facts, Envelope = transaction.ToEnvelope() };
        SmtpReply? refusal = session.ApplyVerdict(await session.Context.Handlers.DecideAsync(offered, session.Ending));
        if (refusal is null)
            Accept(session, transaction);
        else
            Refuse(session, transaction.Mail, refusal);
    }

    private static void RequireAuth(SmtpSession session)
    {
        RefusalLog.Note(session, "MAIL", "", SessionReplies.AuthRequired);
        session.Fail(SessionReplies.AuthRequired);
    }

    private static void Refuse(SmtpSession session, MailCommand mail, SmtpReply refusal)
    {
        RefusalLog.Note(session, "MAIL", mail.ReversePath.ToString(), refusal);
        session.Reply(refusal);
    }

    private static void Accept(SmtpSession session, Transaction transaction)
    {
        session.Begin(transaction);
        session.Reply(SessionReplies.SenderOk);
    }
}
