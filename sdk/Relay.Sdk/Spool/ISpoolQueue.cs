namespace Relay.Sdk.Spool;

/// <summary>The queue of a store: messages and their entries, each entry claimed by at most one relay at a time.</summary>
/// <remarks>
/// <para>A claim is a lease. It ends with an update that does not keep it, with a release, with the end of the relay, and whenever the store ends it,
/// for example because the relay did not answer for some time; a store renews the leases of a running relay by itself. <see cref="QueueEntry.Fence"/>
/// names the lease: it is a number that the store gives with each claim and that no other claim of the entry has.</para>
/// <para>A relay that has lost a claim must do no harm with what it still remembers. <see cref="MarkInFlightAsync"/> answers false, so that nothing
/// is sent, and <see cref="CommitAsync"/> refuses the update with a <see cref="ClaimLostException"/>.</para>
/// </remarks>
public interface ISpoolQueue
{
    /// <summary>Stores the change durably, all of it or nothing. When it returns, the change is on stable storage and survives the loss of the
    /// process and of power.</summary>
    /// <exception cref="SpoolFullException">There is no room; only for changes that bring new messages. Nothing was stored.</exception>
    /// <exception cref="ClaimLostException">An update belongs to a claim that has ended, while the entry is still there. Nothing was
    /// stored.</exception>
    /// <exception cref="IOException">The storage failed. Nothing was stored.</exception>
    /// <remarks>
    /// A cancelled token ends the waiting; the change may or may not have been stored. The drafts of a change that failed are dropped: they
    /// cannot be committed again. An update of an entry that is gone does nothing.
    /// </remarks>
    ValueTask<SpoolReceipt> CommitAsync(SpoolChange change, CancellationToken cancellationToken);

    /// <summary>Claims entries of a destination that are due, not held and not claimed, the earliest first.</summary>
    /// <param name="limit">At least 1; no more are returned.</param>
    /// <exception cref="IOException">The storage failed.</exception>
    ValueTask<IReadOnlyList<ClaimedEntry>> ClaimDueAsync(string destination, DateTimeOffset now, int limit, CancellationToken cancellationToken);

    /// <summary>Claims entries whose <see cref="QueueEntry.ReviewAt"/> has passed and that are not claimed, held ones included, the earliest
    /// first.</summary>
    /// <param name="limit">At least 1; no more are returned.</param>
    /// <exception cref="IOException">The storage failed.</exception>
    ValueTask<IReadOnlyList<ClaimedEntry>> ClaimForReviewAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken);

    /// <summary>Claims one entry by its id, whatever its due time and hold; null when it is gone or claimed.</summary>
    /// <exception cref="IOException">The storage failed.</exception>
    ValueTask<ClaimedEntry?> ClaimAsync(long entryId, CancellationToken cancellationToken);

    /// <summary>Gives claimed entries back unchanged. A claim that has ended already is passed over.</summary>
    /// <exception cref="IOException">The storage failed.</exception>
    ValueTask ReleaseAsync(IReadOnlyList<ClaimedEntry> entries, CancellationToken cancellationToken);

    /// <summary>Notes that an attempt for a claimed entry starts, so that a crash during it is counted. The note ends with the next update or
    /// release.</summary>
    /// <returns>False when the claim has ended: the caller attempts nothing and forgets the entry.</returns>
    /// <exception cref="IOException">It cannot be noted, or whether the claim goes on cannot be found out: the attempt is put off.</exception>
    ValueTask<bool> MarkInFlightAsync(QueueEntry entry, CancellationToken cancellationToken);

    /// <summary>Lists all destinations that have entries not held.</summary>
    /// <exception cref="IOException">The storage failed.</exception>
    IAsyncEnumerable<DestinationBacklog> ListDestinationsAsync(CancellationToken cancellationToken);

    /// <summary>The earliest due time of a destination's unclaimed, unheld entries; null when there is none.</summary>
    /// <exception cref="IOException">The storage failed.</exception>
    ValueTask<DateTimeOffset?> NextDueAsync(string destination, CancellationToken cancellationToken);

    /// <summary>Lists entries by growing <see cref="QueueEntry.EntryId"/>, claimed ones included. Never delays mail, and changes nothing except that
    /// an entry that cannot be read may be set aside.</summary>
    /// <exception cref="IOException">The storage failed.</exception>
    IAsyncEnumerable<QueueEntry> ListAsync(QueueFilter filter, CancellationToken cancellationToken);

    /// <summary>Counts the entries that <see cref="ListAsync"/> would list.</summary>
    /// <exception cref="IOException">The storage failed.</exception>
    ValueTask<long> CountAsync(QueueFilter filter, CancellationToken cancellationToken);
}
