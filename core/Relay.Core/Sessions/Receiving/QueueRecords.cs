using Relay.Core.Scheduling.Entries;
using Relay.Sdk.Events;
using Relay.Sdk.Mail;
using Relay.Sdk.Spool;

namespace Relay.Core.Sessions.Receiving;

/// <summary>Makes the queue's records of an accepted message.</summary>
internal static class QueueRecords
{
    /// <summary>The message's record.</summary>
    public static QueuedMessage Describe(SmtpSession session, Envelope envelope, IncomingMessage message, DateTimeOffset now) => new()
    {
        Id = message.Id,
        ReceivedAt = now,
        ReversePath = envelope.ReversePath,
        Body = envelope.Body,
        SmtpUtf8 = envelope.SmtpUtf8,
        RequireTls = envelope.RequireTls,
        Return = envelope.Return,
        EnvelopeId = envelope.EnvelopeId,
        LengthOctets = message.Draft.LengthOctets,
        Origin = $"{session.Remote.Address} {session.Helo}",

        // Later notices about the message say where it came from.
        Facts = session.Context.Handlers.Observes<MessageNotice>() ? new MessageFacts { Origin = OriginOf(session) }.Write() : "",
    };

    /// <summary>How the session's messages come to the relay.</summary>
    public static OriginFacts OriginOf(SmtpSession session) =>
        new() { Remote = session.Remote, Local = session.Local, Helo = session.Helo, AuthenticatedUser = session.User };

    /// <summary>The records of its recipients.</summary>
    public static QueuedRecipient[] Recipients(IReadOnlyList<EnvelopeRecipient> recipients)
    {
        var queued = new QueuedRecipient[recipients.Count];
        for (int n = 0; n < queued.Length; n++)
            queued[n] = Queue(recipients[n]);
        return queued;
    }

    private static QueuedRecipient Queue(EnvelopeRecipient recipient) =>
        new() { Mailbox = recipient.Mailbox, Notify = recipient.Notify, OriginalRecipient = recipient.OriginalRecipient };
}
