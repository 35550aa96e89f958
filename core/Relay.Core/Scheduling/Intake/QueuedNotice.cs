using Relay.Sdk.Events;
using Relay.Sdk.Mail;
using Relay.Sdk.Spool;

namespace Relay.Core.Scheduling.Intake;

/// <summary>Makes the notice that a new message is in the queue, for mail of clients, of plugins and of the relay alike.</summary>
internal static class QueuedNotice
{
    /// <summary>The notice, to be committed together with the message.</summary>
    /// <param name="origin">How the message came to the relay; null for reports.</param>
    public static MessageQueued Of(QueuedMessage message, IReadOnlyList<QueuedRecipient> recipients, OriginFacts? origin)
    {
        var mailboxes = new Mailbox[recipients.Count];
        for (int i = 0; i < mailboxes.Length; i++)
            mailboxes[i] = recipients[i].Mailbox;
        return new MessageQueued
        {
            EventId = $"{message.Id}:queued",
            At = message.ReceivedAt,
            MessageId = message.Id,
            Origin = origin,
            ReversePath = message.ReversePath,
            Recipients = mailboxes,
            SizeOctets = message.LengthOctets,
        };
    }
}
