using Relay.Core.Scheduling.Retry;
using Relay.Core.Scheduling.Timing;
using Relay.Sdk.Spool;

namespace Relay.Core.Scheduling.Intake;

/// <summary>Makes the queue entries of a new message: one for each destination and retry rule, due at once.</summary>
public sealed class EntryPlanner(IEntryScheduler scheduler, AgeLimits ages, TimeProvider clock)
{
    /// <summary>Makes the entries.</summary>
    /// <remarks>A recipient whose lists give no answer now has the entry of its own domain: the attempt asks again, and moves it.</remarks>
    public async ValueTask<QueueEntry[]> PlanAsync(QueuedMessage message, IReadOnlyList<QueuedRecipient> recipients)
    {
        if (recipients.Count == 1)
            return [Entry(message, await scheduler.DestinationOfAsync(recipients[0].Mailbox), recipients)];
        var groups = new Dictionary<(string Destination, RetryRule? Rule), List<QueuedRecipient>>();
        var patience = new LookupPatience(clock);
        foreach (QueuedRecipient recipient in recipients)
        {
            (string Destination, RetryRule? Rule) key = patience.IsOver
                ? (recipient.Mailbox.Domain.Value, null)
                : (await scheduler.DestinationOfAsync(recipient.Mailbox), await scheduler.RuleOfAsync(recipient.Mailbox));
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
        ReviewAt = ages.FirstReview(message.ReceivedAt, message.ReversePath),
    };
}
