using Relay.Core.Protocol.Server;
using Relay.Core.Sessions.Receiving;
using Relay.Sdk.Mail;
using Relay.Sdk.Replies;

namespace Relay.Core.Sessions.Commands;

/// <summary>DATA (RFC 5321 §4.1.1.4).</summary>
internal sealed class DataHandler : ICommandHandler
{
    public async ValueTask HandleAsync(SmtpSession session, ReadOnlyMemory<byte> arguments)
    {
        Transaction transaction = session.Transaction!;
        if (!arguments.IsEmpty)
        {
            session.Fail(SyntaxReplies.NoArgumentAllowed);
            return;
        }

        if (transaction.Mail.Body == BodyType.BinaryMime)
        {
            session.Fail(SessionReplies.BinaryNeedsBdat);
            return;
        }

        (IncomingMessage? message, SmtpReply? refusal) = await IncomingMessage.BeginAsync(session, transaction, chunked: false);
        if (message is null)
        {
            RefusalLog.Note(session, "DATA", transaction.Mail.ReversePath.ToString(), refusal!);
            await session.ResetAsync();
            session.Reply(refusal!);
            return;
        }

        transaction.Message = message;
        session.Reply(SessionReplies.StartContent);
        if (await ReceiveAsync(session, message))
            await MessageAcceptance.FinishAsync(session, transaction, message);
    }

    private static async ValueTask<bool> ReceiveAsync(SmtpSession session, IncomingMessage message)
    {
        var pace = new ContentPace(session);
        while (true)
        {
            ReadOnlyMemory<byte> unread = session.Channel.Unread;
            if (!unread.IsEmpty)
            {
                pace.Count(unread.Length);
                session.Channel.Consume(message.Decode(unread.Span));
                if (message.IsComplete)
                    return true;
                await message.FlushAsync(session.Id, session.Ending);
            }

            if (await pace.FillAsync())
                continue;
            session.End();
            return false;
        }
    }
}
