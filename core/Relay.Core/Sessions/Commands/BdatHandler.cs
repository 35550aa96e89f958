using Relay.Core.Protocol.Server;
using Relay.Core.Sessions.Receiving;
using Relay.Sdk.Replies;

namespace Relay.Core.Sessions.Commands;

/// <summary>BDAT (RFC 3030 §2). The octets of a chunk follow whatever the reply is, so they are taken off the input, or the session ends.</summary>
internal sealed class BdatHandler : ICommandHandler
{
    // A chunk of more than so many of the largest messages is not waited for; a client that has read SIZE has not that much to send.
    private const int MostDrained = 4;

    public async ValueTask HandleAsync(SmtpSession session, ReadOnlyMemory<byte> arguments)
    {
        if (!BdatCommand.TryParse(arguments.Span, out BdatCommand command))
        {
            // How much follows is not known: whatever comes next could be content or a command.
            session.End(SyntaxReplies.Bdat);
            return;
        }

        if (command.Octets / MostDrained > session.Context.Accept.MaxMessageOctets)
        {
            RefusalLog.End(session, "BDAT", SessionReplies.TooLarge);
            return;
        }

        if (StateTable.Refusal(session.Phase, CommandVerb.Bdat) is { } outOfOrder)
        {
            if (!await PassAsync(session, null, command.Octets))
                return;
            await DropAsync(session);
            session.RefuseOutOfSequence(outOfOrder);
        }
        else if (await BeginAsync(session, session.Transaction!) is { } refusal)
        {
            RefusalLog.Note(session, "BDAT", session.Transaction!.Mail.ReversePath.ToString(), refusal);
            if (!await PassAsync(session, null, command.Octets))
                return;
            await DropAsync(session);
            session.Reply(refusal);
        }
        else
        {
            await TakeChunkAsync(session, session.Transaction!, command);
        }
    }

    private static async ValueTask<SmtpReply?> BeginAsync(SmtpSession session, Transaction transaction)
    {
        if (transaction.Message is not null)
            return null;
        (transaction.Message, SmtpReply? refusal) = await IncomingMessage.BeginAsync(session, transaction, chunked: true);
        return refusal;
    }

    private static async ValueTask TakeChunkAsync(SmtpSession session, Transaction transaction, BdatCommand command)
    {
        IncomingMessage message = transaction.Message!;
        session.Phase = SessionPhase.Chunks;
        message.Announce(command.Octets);
        if (!await PassAsync(session, message, command.Octets))
            return;
        if (command.IsLast)
        {
            await MessageAcceptance.FinishAsync(session, transaction, message);
        }
        else if (message.Refusal is { } refusal)
        {
            MessageAcceptance.NoteRefused(session, transaction, message, refusal);
            await DropAsync(session);
            session.Reply(refusal);
        }
        else
        {
            session.Reply(SessionReplies.ChunkOk);
        }
    }

    // A failed chunk fails the transaction; chunks that are already on their way find none and are dropped.
    private static ValueTask DropAsync(SmtpSession session)
    {
        session.IsTransactionRefused |= session.Transaction is not null;
        return session.ResetAsync();
    }

    private static async ValueTask<bool> PassAsync(SmtpSession session, IncomingMessage? message, long octets)
    {
        var pace = new ContentPace(session);
        while (octets > 0)
        {
            ReadOnlyMemory<byte> unread = session.Channel.Unread;
            if (unread.IsEmpty)
            {
                if (await pace.FillAsync())
                    continue;
                session.End();
                return false;
            }

            int taken = (int)Math.Min(octets, unread.Length);
            pace.Count(taken);
            message?.Decode(unread.Span[..taken]);
            session.Channel.Consume(taken);
            octets -= taken;
            if (message is not null)
                await message.FlushAsync(session.Id, session.Ending);
        }

        return true;
    }
}
