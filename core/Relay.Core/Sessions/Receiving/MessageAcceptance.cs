using Relay.Core.Scheduling.Intake;
using Relay.Core.Sealing;
using Relay.Core.Sessions.Receiving.Editing;
using Relay.Sdk.Events;
using Relay.Sdk.Mail;
using Relay.Sdk.Replies;
using Relay.Sdk.Spool;

namespace Relay.Core.Sessions.Receiving;

/// <summary>The end of the content: plugins judge the message, the spool stores it, the scheduler hears of it, and only then the client gets its
/// 250.</summary>
internal static partial class MessageAcceptance
{
    private static readonly EnhancedStatus Queued = new(2, 0, 0);

    /// <summary>Finishes the transaction and writes the reply.</summary>
    public static async ValueTask FinishAsync(SmtpSession session, Transaction transaction, IncomingMessage message)
    {
        SmtpReply reply = await DecideAsync(session, transaction, message);
        if (!reply.IsPositive)
            NoteRefused(session, transaction, message, reply);
        await session.ResetAsync();
        session.Reply(reply);
    }

    private static async ValueTask<SmtpReply> DecideAsync(SmtpSession session, Transaction transaction, IncomingMessage message)
    {
        try
        {
            message.Finish();
            if (message.Refusal is not null)
                return message.Refusal;
            (SmtpReply? refusal, Envelope envelope) = MessageJudgement.IsWanted(session.Context.Handlers)
                ? await JudgeAsync(session, message)
                : (null, message.Envelope);
            if (refusal is null && session.Context.Sealing.IsWanted)
                (refusal, envelope) = await SealAsync(session, envelope, message);
            if (refusal is not null)
                return refusal;
            QueuedMessage queued = QueueRecords.Describe(session, envelope, message, session.Context.Clock.GetUtcNow());
            await QueueAsync(session, envelope, message.Draft, queued);
            session.CountAccepted();
            LogAccepted(session.Context.Log, session, envelope, queued.Id, queued.LengthOctets);
            return Acknowledge(queued.Id);
        }
        catch (IOException e)
        {
            LogStorageFailed(session.Context.Log, session.Id, message.Id, e);
            return SessionReplies.ForStorage(e);
        }
    }

    // The reply when nothing is to be committed, and the envelope as the filters left it.
    private static async ValueTask<(SmtpReply? Reply, Envelope Envelope)> JudgeAsync(SmtpSession session, IncomingMessage message)
    {
        SpooledContent content = await message.Draft.ReadBackAsync(session.Ending);
        try
        {
            var edits = new MessageEdits(message.Envelope);
            if (await new MessageJudgement(session, message, content, edits).AskAsync() is { } refusal)
                return (refusal, edits.Envelope);
            if (edits.Envelope.Recipients.Count == 0)
            {
                LogDropped(session.Context.Log, session.Id, message.Id, session.Remote.Address);
                return (Acknowledge(message.Id), edits.Envelope);
            }

            if (edits.Header is not null)
                await message.RewriteAsync(session, edits, content);
            return (null, edits.Envelope);
        }
        finally
        {
            content.Release();
        }
    }

    private static async ValueTask<(SmtpReply? Reply, Envelope Envelope)> SealAsync(SmtpSession session, Envelope envelope, IncomingMessage message)
    {
        var unsealed = new UnsealedMessage(message.Id, envelope, session.Facts);
        SealOutcome outcome = await session.Context.Sealing.SealAsync(message.Draft, unsealed, hasTrace: true, mayUseReserve: false, session.Ending);
        message.UseDraft(outcome.Draft);
        return (outcome.IsSealed ? null : SessionReplies.LocalError, envelope with { Body = outcome.Body });
    }

    private static ValueTask QueueAsync(SmtpSession session, Envelope envelope, ISpoolDraft draft, QueuedMessage queued)
    {
        SessionContext context = session.Context;
        QueuedRecipient[] recipients = QueueRecords.Recipients(envelope.Recipients);
        IReadOnlyList<MessageNotice>? notices = context.Handlers.Observes<MessageQueued>()
            ? [QueuedNotice.Of(queued, recipients, QueueRecords.OriginOf(session))] : null;
        return context.Queue.AcceptAsync(queued, draft, recipients, notices);
    }

    private static SmtpReply Acknowledge(MessageId id) => new(250, Queued, $"Queued as {id}");
}
