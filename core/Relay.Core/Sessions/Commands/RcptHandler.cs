using Relay.Core.Protocol.Server;
using Relay.Sdk.Events;
using Relay.Sdk.Lists;
using Relay.Sdk.Mail;
using Relay.Sdk.Replies;

namespace Relay.Core.Sessions.Commands;

/// <summary>RCPT (RFC 5321 §4.1.1.3): the relay's own policy first, then the plugins'.</summary>
internal sealed class RcptHandler : ICommandHandler
{
    public ValueTask HandleAsync(SmtpSession session, ReadOnlyMemory<byte> arguments)
    {
        SessionContext context = session.Context;
        Transaction transaction = session.Transaction!;
        if (!RcptCommand.TryParse(arguments.Span, session.Rules, out EnvelopeRecipient? recipient, out SmtpReply? refusal))
            session.Fail(refusal);
        else if (transaction.Recipients.Count >= context.Accept.MaxRecipients)
            Refuse(session, recipient, SessionReplies.TooManyRecipients);
        else
            return OfferAsync(session, transaction, recipient);
        return ValueTask.CompletedTask;
    }

    private static async ValueTask OfferAsync(SmtpSession session, Transaction transaction, EnvelopeRecipient recipient)
    {
        SmtpReply? refusal = session.MayRelay || recipient.Mailbox.Equals(session.Context.Postmaster) ? null
            : await ObjectionAsync(session, recipient.Mailbox.Domain);
        if (refusal is null && session.Context.Handlers.Decides<RecipientOffered>())
        {
            var offered = new RecipientOffered { Client = session.Facts, Envelope = transaction.ToEnvelope(), Recipient = recipient };
            refusal = session.ApplyVerdict(await session.Context.Handlers.DecideAsync(offered, session.Ending));
        }

        if (refusal is null)
            Accept(session, transaction, recipient);
        else
            Refuse(session, recipient, refusal);
    }

    // A client that may not send to any domain. With both lists empty that is every client: there is no open relay by omission.
    private static async ValueTask<SmtpReply?> ObjectionAsync(SmtpSession session, MailDomain domain)
    {
        switch (await session.Context.Accept.RelayToDomains.MatchAsync(domain, session.Ending))
        {
            case Membership.Yes:
                return null;
            case Membership.Unavailable unknown:
                ListLog.Unavailable(session.Context.Log, session.Id, "accept.relayToDomains", unknown.Reason);
                return SessionReplies.DomainUnknown;
            default:
                return session.Listing is Membership.Unavailable ? SessionReplies.ClientUnknown : SessionReplies.RelayDenied;
        }
    }

    // Only final refusals count: they are what address harvesting looks like.
    private static void Refuse(SmtpSession session, EnvelopeRecipient recipient, SmtpReply refusal)
    {
        RefusalLog.Note(session, "RCPT", recipient.Mailbox.ToString(), refusal);
        if (refusal.IsPermanent)
            session.RefuseRecipient(refusal);
        else
            session.Reply(refusal);
    }

    private static void Accept(SmtpSession session, Transaction transaction, EnvelopeRecipient recipient)
    {
        transaction.Add(recipient);
        session.Phase = SessionPhase.Recipients;
        session.Reply(SessionReplies.RecipientOk);
    }
}
