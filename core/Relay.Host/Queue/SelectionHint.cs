using Relay.Core.Settings.Binding;
using Relay.Sdk.Spool;

namespace Relay.Host.Queue;

/// <summary>Says what a selection that found nothing probably meant.</summary>
internal static class SelectionHint
{
    /// <summary>So many entries are looked at; a longer queue shows enough in its first ones.</summary>
    public const int MaxEntries = 10_000;

    /// <param name="filter">What found nothing.</param>
    /// <param name="entries">What there is, up to <see cref="MaxEntries"/>.</param>
    /// <returns>One line for each criterion that fits nothing in the queue.</returns>
    public static async Task<IReadOnlyList<string>> FindAsync(QueueFilter filter, IAsyncEnumerable<QueueView> entries, CancellationToken cancellationToken)
    {
        var destinations = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var senders = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var recipients = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        await foreach (QueueView entry in entries.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            destinations.Add(entry.Destination);
            senders.Add(entry.Sender);
            foreach (QueueRecipientView recipient in entry.Recipients)
            {
                recipients.Add(recipient.Address);
                recipients.Add(recipient.Address[recipient.Address.LastIndexOf('@')..]);
            }
        }

        var hints = new List<string>();
        Add(hints, "--destination", filter.Destination, destinations, "a destination is written as 'queue list' shows it");
        Add(hints, "--sender", filter.ReversePath, senders, "a sender is a whole mailbox, as in bob@corp.example");
        Add(hints, "--recipient", filter.Recipient, recipients, "a recipient is a mailbox, or a domain as in @dest.example");
        return hints;
    }

    private static void Add(List<string> hints, string option, string? given, HashSet<string> known, string form)
    {
        if (given is null || known.Contains(given))
            return;
        // Half of a name is meant more often than a misspelt one.
        string? meant = given.Length == 0 ? null
            : known.FirstOrDefault(name => name == "@" + given) ?? known.FirstOrDefault(name => name.StartsWith(given + ":", StringComparison.OrdinalIgnoreCase))
            ?? known.FirstOrDefault(name => name.EndsWith(given, StringComparison.OrdinalIgnoreCase)) ?? NearestName.Of(given, known);
        hints.Add($"nothing in the queue has {option} '{given}': {(meant is null ? form : $"did you mean '{meant}'?")}");
    }
}
