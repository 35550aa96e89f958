using System.Runtime.CompilerServices;
using Relay.Core.Spool.Reading;
using Relay.Sdk.Spool;

namespace Relay.Core.Spool;

/// <summary>The queue of the embedded store. Its claims end with the process, and never before their holder ends them.</summary>
internal sealed class LocalQueue(LocalSpool spool) : ISpoolQueue
{
    public ValueTask<SpoolReceipt> CommitAsync(SpoolChange change, CancellationToken cancellationToken) =>
        spool.Opened.Committer.CommitAsync(change, cancellationToken);

    public ValueTask<IReadOnlyList<ClaimedEntry>> ClaimDueAsync(string destination, DateTimeOffset now, int limit,
        CancellationToken cancellationToken) =>
        spool.Opened.Claimer.ClaimDueAsync(destination, now, limit, cancellationToken);

    public ValueTask<IReadOnlyList<ClaimedEntry>> ClaimForReviewAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken) =>
        spool.Opened.Claimer.ClaimForReviewAsync(now, limit, cancellationToken);

    public ValueTask<ClaimedEntry?> ClaimAsync(long entryId, CancellationToken cancellationToken) =>
        spool.Opened.Claimer.ClaimAsync(entryId, cancellationToken);

    public ValueTask ReleaseAsync(IReadOnlyList<ClaimedEntry> entries, CancellationToken cancellationToken)
    {
        // Deliveries that end late, while the relay stops, may give back to a closed store: the claims have ended with it.
        if (!spool.IsDisposed)
            spool.Opened.Claims.EndAll(entries);
        return ValueTask.CompletedTask;
    }

    public ValueTask<bool> MarkInFlightAsync(QueueEntry entry, CancellationToken cancellationToken) => new(spool.Opened.Claims.TryMark(entry));

    public async IAsyncEnumerable<DestinationBacklog> ListDestinationsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using QueueLister lister = spool.Opened.OpenLister();
        await foreach (DestinationBacklog destination in QueueListing.ListDestinationsAsync(lister, cancellationToken))
            yield return destination;
    }

    public ValueTask<DateTimeOffset?> NextDueAsync(string destination, CancellationToken cancellationToken) =>
        spool.Opened.Claimer.NextDueAsync(destination, cancellationToken);

    public async IAsyncEnumerable<QueueEntry> ListAsync(QueueFilter filter, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        OpenSpool opened = spool.Opened;
        using QueueLister lister = opened.OpenLister();
        await foreach (QueueEntry entry in QueueListing.ListAsync(lister, filter, opened.Claimer.SetAsideAsync, cancellationToken))
            yield return entry;
    }

    public async ValueTask<long> CountAsync(QueueFilter filter, CancellationToken cancellationToken)
    {
        long count = 0;
        await foreach (QueueEntry _ in ListAsync(filter, cancellationToken))
            count++;
        return count;
    }
}
