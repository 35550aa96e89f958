using Relay.Sdk.Spool;

namespace Relay.Core.Spool.Reading;

/// <summary>Applies a <see cref="QueueFilter"/>.</summary>
internal sealed class QueueSelection(QueueFilter filter)
{
    public QueueFilter Filter { get; } = filter;

    /// <summary>What can be said from the columns alone.</summary>
    public bool MaySelect(string destination, QueueHold hold) =>
        (Filter.Destination is null || string.Equals(Filter.Destination, destination, StringComparison.OrdinalIgnoreCase)) &&
        (Filter.Held is null || Filter.Held == (hold != QueueHold.None));

    public bool Selects(QueueEntry entry) => SelectsAge(entry) && SelectsReversePath(entry) && SelectsRecipient(entry);

    private bool SelectsAge(QueueEntry entry) => Filter.ReceivedBefore is not { } before || entry.Message.ReceivedAt < before;

    private bool SelectsReversePath(QueueEntry entry) =>
        Filter.ReversePath is null ||
        string.Equals(Filter.ReversePath, entry.Message.ReversePath.ToString(), StringComparison.OrdinalIgnoreCase);

    private bool SelectsRecipient(QueueEntry entry)
    {
        if (Filter.Recipient is not { } wanted)
            return true;
        foreach (QueuedRecipient recipient in entry.Recipients)
        {
            bool selected = wanted is ['@', ..]
                ? recipient.Mailbox.Domain.Value.AsSpan().Equals(wanted.AsSpan(1), StringComparison.OrdinalIgnoreCase)
                : string.Equals(recipient.Mailbox.ToString(), wanted, StringComparison.OrdinalIgnoreCase);
            if (selected)
                return true;
        }

        return false;
    }
}
