using Relay.Core.Scheduling.Entries;
using Relay.Core.Scheduling.Intake;
using Relay.Core.Scheduling.Retry;
using Relay.Sdk.Events;
using Relay.Sdk.Mail;
using Relay.Sdk.Spool;

namespace Relay.Core.Sessions.Receiving;

/// <summary>Makes the queue's records of an accepted message.</summary>
internal static class QueueEntries
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

    /// <summary>One entry for each destination and retry rule, due now.</summary>
    public static QueueEntry[] Group(SessionContext context, QueuedMessage message, IReadOnlyList<EnvelopeRecipient> recipients, DateTimeOffset now)
    {
        if (recipients.Count == 1)
            return [Entry(context, message, context.Accepted.DestinationOf(recipients[0].Mailbox), [Queue(recipients[0])], now)];
        var groups = new Dictionary<(string Destination, RetryRule Rule), List<QueuedRecipient>>();
        foreach (EnvelopeRecipient recipient in recipients)
        {
            (string Destination, RetryRule Rule) key = (context.Accepted.DestinationOf(recipient.Mailbox), context.Accepted.RuleOf(recipient.Mailbox));
            if (!groups.TryGetValue(key, out List<QueuedRecipient>? group))
                groups.Add(key, group = []);
            group.Add(Queue(recipient));
        }

        return [.. groups.Select(group => Entry(context, message, group.Key.Destination, group.Value, now))];
    }

    /// <summary>Whether all destinations would attempt their entry soon; a message is claimed as a whole.</summary>
    public static bool HaveRoom(IMailQueue accepted, QueueEntry[] entries)
    {
        foreach (QueueEntry entry in entries)
        {
            if (!accepted.HasRoomFor(entry.Destination, entry.Message.LengthOctets))
                return false;
        }

        return entries.Length > 0;
    }

    private static QueuedRecipient Queue(EnvelopeRecipient recipient) =>
        new() { Mailbox = recipient.Mailbox, Notify = recipient.Notify, OriginalRecipient = recipient.OriginalRecipient };

    private static QueueEntry Entry(
        SessionContext context, QueuedMessage message, string destination, IReadOnlyList<QueuedRecipient> recipients, DateTimeOffset now) =>
        new()
        {
            Message = message,
            Destination = destination,
            Recipients = recipients,
            DueAt = now,
            AttentionAt = context.Ages.FirstAttention(now, message.ReversePath),
        };
}
