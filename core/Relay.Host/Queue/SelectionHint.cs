using Relay.Core.Settings.Binding;
using Relay.Sdk.Mail;
using Relay.Sdk.Spool;

namespace Relay.Host.Queue;

/// <summary>Says what a selection that found nothing probably meant.</summary>
internal static class SelectionHint
{
    /// <summary>So many entries are looked at; a longer queue shows enough in its first ones.</summary>
    public const int MaxEntries = 10_000;

    /// <param name="filter">What found nothing.</param>
    /// <param name="entries">What there is, up to <see cref="MaxEntries"/>.</param>
    /// <param name="near">Whether a name that is spelt a little otherwise may be suggested: not for a command that cannot be undone.</param>
    /// <returns>One line for each criterion that fits nothing in the queue.</returns>
    public static async Task<IReadOnlyList<string>> FindAsync(QueueFilter filter, IAsyncEnumerable<QueueView> entries, bool near,
        CancellationToken cancellationToken)
    {
        var destinations = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var senders = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var recipients = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        await foreach (QueueView entry in entries.WithCancellation(cancellationToken))
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
        Add(hints, "--destination", filter.Destination, Related(filter.Destination, destinations, near),
            "a destination is written as 'queue list' shows it", destinations);
        Add(hints, "--sender", filter.ReversePath, Related(filter.ReversePath, senders, near), IsMailbox(filter.ReversePath) ? ""
            : "a sender is a whole mailbox, as in bob@corp.example", senders);
        if (IsDomain(filter.Recipient))
            Add(hints, "--recipient", filter.Recipient, recipients.FirstOrDefault(name => IsSame(name, "@" + filter.Recipient)),
                $"a domain is written with @, as in @{filter.Recipient}", recipients);
        else
            Add(hints, "--recipient", filter.Recipient, Related(filter.Recipient, recipients, near), IsMailbox(filter.Recipient)
                || IsMailbox("any" + filter.Recipient) ? "" : "a recipient is a mailbox, or a domain as in @dest.example", recipients);
        return hints;
    }

    private static void Add(List<string> hints, string option, string? given, string? meant, string form, HashSet<string> known)
    {
        if (given is null || known.Contains(given))
            return;
        string hint = meant is null ? form : $"did you mean '{meant}'?";
        hints.Add($"nothing in the queue has {option} '{given}'{(hint.Length == 0 ? "" : ": ")}{hint}");
    }

    // Half of a name is meant more often than a misspelt one.
    private static string? Related(string? given, HashSet<string> known, bool near) => given is null or "" ? null
        : known.FirstOrDefault(name => name.StartsWith(given + ":", StringComparison.OrdinalIgnoreCase))
        ?? known.FirstOrDefault(name => name.EndsWith(given, StringComparison.OrdinalIgnoreCase))
        ?? (near ? NearestName.Of(given, known) : null);

    private static bool IsMailbox(string? text) => Mailbox.TryParse(text ?? "", out _);

    private static bool IsDomain(string? text) =>
        text is not null && !text.Contains('@', StringComparison.Ordinal) && text.Contains('.', StringComparison.Ordinal);

    private static bool IsSame(string one, string other) => one.Equals(other, StringComparison.OrdinalIgnoreCase);
}
