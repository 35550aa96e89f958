using Relay.Sdk.Mail;

namespace Relay.Sdk.Spool;

/// <summary>Keeps accepted mail.</summary>
/// <remarks>
/// All methods may be called concurrently. What a completed <see cref="CommitAsync"/> stored survives the loss of the process and of power.
/// An operation on an entry that is gone does nothing. DisposeAsync may be called more than once. What is thrown other than an IOException is told and counts as one;
/// what <see cref="Release"/>, <see cref="MarkInFlight"/> and the disposal of a draft throw is told and passed over. The conformance suite of Relay.Sdk.Testing tests a store against this contract.
/// </remarks>
public interface ISpoolStore : IAsyncDisposable
{
    /// <summary>Opens the store and recovers; called once before anything else.</summary>
    /// <exception cref="IOException">The store cannot be opened, or another relay has it open; the text says which and what to do.</exception>
    ValueTask<SpoolRecovery> StartAsync(CancellationToken cancellationToken);

    /// <summary>Whether new mail would be taken now; false below the reserve of free space.</summary>
    bool HasRoom { get; }

    /// <summary>Begins the content of a new message.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="mayUseReserve">It is a report about mail that is in the queue already: the reserve of free space is there for it.</param>
    /// <exception cref="SpoolFullException">There is no room.</exception>
    ISpoolDraft BeginDraft(MessageId id, bool mayUseReserve = false);

    /// <summary>Stores the change durably; when it returns, the change is on stable storage; when it throws, nothing of it is.</summary>
    /// <exception cref="SpoolFullException">There is no room; only for changes that bring new messages.</exception>
    /// <exception cref="IOException">The storage failed.</exception>
    /// <remarks>
    /// A cancelled token gives up waiting; the change may or may not have been stored. The drafts of a change that failed are dropped: they
    /// cannot be committed again.
    /// </remarks>
    ValueTask<SpoolReceipt> CommitAsync(SpoolChange change, CancellationToken cancellationToken);

    /// <summary>Takes entries of a destination that are due, not held and not claimed, the earliest first.</summary>
    ValueTask<IReadOnlyList<ClaimedEntry>> ClaimDueAsync(string destination, DateTimeOffset now, int limit, CancellationToken cancellationToken);

    /// <summary>Takes entries whose <see cref="QueueEntry.AttentionAt"/> has passed and that are not claimed, held ones included, the earliest first.</summary>
    ValueTask<IReadOnlyList<ClaimedEntry>> ClaimAttentionAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken);

    /// <summary>Takes one entry by its id, whatever its due time and hold; null when it is gone or claimed.</summary>
    ValueTask<ClaimedEntry?> ClaimAsync(long entryId, CancellationToken cancellationToken);

    /// <summary>Gives claimed entries back unchanged.</summary>
    void Release(IReadOnlyList<ClaimedEntry> entries);

    /// <summary>Marks that an attempt for a claimed entry starts, so that a crash during it is counted. The mark ends with the next update or release.</summary>
    void MarkInFlight(QueueEntry entry);

    /// <summary>Opens the content of a message; null when the message is gone. The caller releases it.</summary>
    /// <exception cref="IOException">The content cannot be read.</exception>
    ValueTask<SpooledContent?> OpenContentAsync(MessageId id, CancellationToken cancellationToken);

    /// <summary>Lists all destinations that have entries not held.</summary>
    IAsyncEnumerable<DestinationBacklog> ListDestinationsAsync(CancellationToken cancellationToken);

    /// <summary>The earliest due time of a destination's unclaimed, unheld entries; null when there is none.</summary>
    ValueTask<DateTimeOffset?> NextDueAsync(string destination, CancellationToken cancellationToken);

    /// <summary>Lists entries in the order of acceptance, claimed ones included. Never delays mail, and changes nothing but that an entry which cannot be read may be set aside.</summary>
    IAsyncEnumerable<QueueEntry> ListAsync(QueueFilter filter, CancellationToken cancellationToken);

    /// <summary>Reads notices after a position, the oldest first.</summary>
    ValueTask<IReadOnlyList<OutboxNotice>> ReadOutboxAsync(long after, int limit, CancellationToken cancellationToken);

    /// <summary>The saved position of each subscriber of the outbox.</summary>
    ValueTask<IReadOnlyDictionary<string, long>> LoadPositionsAsync(CancellationToken cancellationToken);

    /// <summary>Saves the position of each subscriber there is (durable with a later commit is enough) and drops the notices that all of <paramref name="positions"/> have passed.</summary>
    /// <remarks>A subscriber that is not named any more is forgotten. The positions of later notices grow on all the same, also when none is named.</remarks>
    ValueTask SavePositionsAsync(IReadOnlyDictionary<string, long> positions, CancellationToken cancellationToken);
}
