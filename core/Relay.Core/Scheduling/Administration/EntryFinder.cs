using Relay.Core.Scheduling.Attempts;
using Relay.Core.Scheduling.Destinations;
using Relay.Core.Scheduling.Entries;
using Relay.Sdk.Spool;

namespace Relay.Core.Scheduling.Administration;

/// <summary>Finds an entry for an operator's order: in a ready queue, in flight, among the suspects of crashes, or in the spool.</summary>
internal sealed class EntryFinder(ISpoolStore spool, DestinationTable destinations, CrashSuspectGate suspects)
{
    /// <summary>Claims an entry for an order, or leaves the order with the worker that is sending it.</summary>
    /// <returns>Elsewhere when it is out of reach just now; otherwise where it was, and the entry unless it is in flight.</returns>
    public async ValueTask<(EntryLocation Location, ClaimedItem Item)> TakeAsync(QueueEntry entry, OperatorOrder order,
        CancellationToken cancellationToken)
    {
        ClaimedItem item = default;
        EntryLocation location = destinations.Find(entry.Destination)?.Locate(entry.EntryId, order, out item) ?? EntryLocation.Elsewhere;
        if (location != EntryLocation.Elsewhere)
            return (location, item);
        if (suspects.TryWithdraw(entry.EntryId, out item))
            return (EntryLocation.Ready, item);
        return await spool.Queue.ClaimAsync(entry.EntryId, cancellationToken) is { } claimed
            ? (EntryLocation.Ready, new ClaimedItem(claimed, 0))
            : (EntryLocation.Elsewhere, default);
    }

    /// <summary>The entry as it is by now, perhaps of another destination; null when it has left the queue.</summary>
    public async ValueTask<QueueEntry?> FindAsync(QueueEntry entry, CancellationToken cancellationToken)
    {
        await foreach (QueueEntry found in spool.Queue.ListAsync(new QueueFilter { MessageId = entry.Message.Id }, cancellationToken))
        {
            if (found.EntryId == entry.EntryId)
                return found;
        }

        return null;
    }

    /// <summary>Ends the rest of a destination.</summary>
    public void EndRest(string destination) => destinations.Find(destination)?.EndRest();
}
