using Relay.Sdk.Spool;

namespace Relay.Core.Spool;

/// <summary>A queue that forwards everything to another queue: the base of queues that change one thing.</summary>
public abstract class ForwardingQueue(ISpoolQueue inner) : ISpoolQueue
{
    public virtual ValueTask<SpoolReceipt> CommitAsync(SpoolChange change, CancellationToken cancellationToken) =>
        inner.CommitAsync(change, cancellationToken);

    public virtual ValueTask<IReadOnlyList<ClaimedEntry>> ClaimDueAsync(string destination, DateTimeOffset now, int limit,
        CancellationToken cancellationToken) =>
        inner.ClaimDueAsync(destination, now, limit, cancellationToken);

    public virtual ValueTask<IReadOnlyList<ClaimedEntry>> ClaimForReviewAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken) =>
        inner.ClaimForReviewAsync(now, limit, cancellationToken);

    public virtual ValueTask<ClaimedEntry?> ClaimAsync(long entryId, CancellationToken cancellationToken) =>
        inner.ClaimAsync(entryId, cancellationToken);

    public virtual ValueTask ReleaseAsync(IReadOnlyList<ClaimedEntry> entries, CancellationToken cancellationToken) =>
        inner.ReleaseAsync(entries, cancellationToken);

    public virtual ValueTask<bool> MarkInFlightAsync(QueueEntry entry, CancellationToken cancellationToken) =>
        inner.MarkInFlightAsync(entry, cancellationToken);

    public virtual IAsyncEnumerable<DestinationBacklog> ListDestinationsAsync(CancellationToken cancellationToken) =>
        inner.ListDestinationsAsync(cancellationToken);

    public virtual ValueTask<DateTimeOffset?> NextDueAsync(string destination, CancellationToken cancellationToken) =>
        inner.NextDueAsync(destination, cancellationToken);

    public virtual IAsyncEnumerable<QueueEntry> ListAsync(QueueFilter filter, CancellationToken cancellationToken) =>
        inner.ListAsync(filter, cancellationToken);

    public virtual ValueTask<long> CountAsync(QueueFilter filter, CancellationToken cancellationToken) => inner.CountAsync(filter, cancellationToken);
}
