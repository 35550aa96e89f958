using Relay.Core.Scheduling.Retry;
using Relay.Core.Scheduling.Timing;
using Relay.Sdk.Mail;
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
            return [Entry(message, await scheduler.DestinationOfAsync(recipients[0].Mailbox.Domain), recipients)];
        var groups = new Dictionary<(string Destination, RetryRule? Rule), List<QueuedRecipient>>();
        var patience = new LookupPatience(clock);
        List<QueuedRecipient>? last = null;
        foreach (QueuedRecipient recipient in recipients)
        {
            // Destination and rule go by the domain, and neighbours often have the same one.
            if (last is null || last[^1].Mailbox.Domain != recipient.Mailbox.Domain)
                last = GroupOf(groups, await KeyOfAsync(recipient.Mailbox.Domain, patience));
            last.Add(recipient);
        }

        var entries = new QueueEntry[groups.Count];
        int next = 0;
        foreach (((string destination, _), List<QueuedRecipient> group) in groups)
            entries[next++] = Entry(message, destination, group);
        return entries;
    }

    private async ValueTask<(string Destination, RetryRule? Rule)> KeyOfAsync(MailDomain domain, LookupPatience patience) =>
        patience.IsOver ? (domain.Value, null) : (await scheduler.DestinationOfAsync(domain), await scheduler.RuleOfAsync(domain));

    private static List<QueuedRecipient> GroupOf(
        Dictionary<(string Destination, RetryRule? Rule), List<QueuedRecipient>> groups, (string Destination, RetryRule? Rule) key)
    {
        if (!groups.TryGetValue(key, out List<QueuedRecipient>? group))
            groups.Add(key, group = []);
        return group;
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
