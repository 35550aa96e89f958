using Relay.Core.Scheduling.Retry;
using Relay.Sdk.Spool;

namespace Relay.Core.Scheduling.Intake;

/// <summary>Makes the queue entries of a new message: one for each destination and retry rule, due at once.</summary>
public sealed class EntryPlanner(IEntryScheduler scheduler, AgeLimits ages)
{
    /// <summary>Makes the entries.</summary>
    public QueueEntry[] Plan(QueuedMessage message, IReadOnlyList<QueuedRecipient> recipients)
    {
        if (recipients.Count == 1)
            return [Entry(message, scheduler.DestinationOf(recipients[0].Mailbox), recipients)];
        var groups = new Dictionary<(string Destination, RetryRule Rule), List<QueuedRecipient>>();
        foreach (QueuedRecipient recipient in recipients)
        {
            (string Destination, RetryRule Rule) key = (scheduler.DestinationOf(recipient.Mailbox), scheduler.RuleOf(recipient.Mailbox));
            if (!groups.TryGetValue(key, out List<QueuedRecipient>? group))
                groups.Add(key, group = []);
            group.Add(recipient);
        }

        var entries = new QueueEntry[groups.Count];
        int next = 0;
        foreach (((string destination, _), List<QueuedRecipient> group) in groups)
            entries[next++] = Entry(message, destination, group);
        return entries;
    }

    private QueueEntry Entry(QueuedMessage message, string destination, IReadOnlyList<QueuedRecipient> recipients) => new()
    {
        Message = message,
        Destination = destination,
        Recipients = recipients,
        DueAt = message.ReceivedAt,
        AttentionAt = ages.FirstAttention(message.ReceivedAt, message.ReversePath),
    };
}
