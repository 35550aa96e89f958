using Relay.Core.Outbox;
using Relay.Sdk.Mail;
using Relay.Sdk.Spool;

namespace Relay.Host.Composition;

/// <summary>A spool that wakes the outbox when notices have been committed; everything else goes straight through.</summary>
internal sealed class SignallingSpool(ISpoolStore inner, IOutboxSignal signal) : ISpoolStore
{
    public bool HasRoom => inner.HasRoom;

    public ValueTask<SpoolReceipt> CommitAsync(SpoolChange change, CancellationToken cancellationToken) =>
        change.Notices.Count == 0 && change.CompletedAt is null ? inner.CommitAsync(change, cancellationToken) : CommitAndRaiseAsync(change, cancellationToken);

    public ValueTask<SpoolRecovery> StartAsync(CancellationToken cancellationToken) => inner.StartAsync(cancellationToken);

    public ISpoolDraft BeginDraft(MessageId id, bool mayUseReserve = false) => inner.BeginDraft(id, mayUseReserve);

    public ValueTask<IReadOnlyList<ClaimedEntry>> ClaimDueAsync(string destination, DateTimeOffset now, int limit, CancellationToken cancellationToken) =>
        inner.ClaimDueAsync(destination, now, limit, cancellationToken);

    public ValueTask<IReadOnlyList<ClaimedEntry>> ClaimAttentionAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken) =>
        inner.ClaimAttentionAsync(now, limit, cancellationToken);

    public ValueTask<ClaimedEntry?> ClaimAsync(long entryId, CancellationToken cancellationToken) => inner.ClaimAsync(entryId, cancellationToken);

    public void Release(IReadOnlyList<ClaimedEntry> entries) => inner.Release(entries);

    public void MarkInFlight(QueueEntry entry) => inner.MarkInFlight(entry);

    public ValueTask<SpooledContent?> OpenContentAsync(MessageId id, CancellationToken cancellationToken) => inner.OpenContentAsync(id, cancellationToken);

    public IAsyncEnumerable<DestinationBacklog> ListDestinationsAsync(CancellationToken cancellationToken) => inner.ListDestinationsAsync(cancellationToken);

    public ValueTask<DateTimeOffset?> NextDueAsync(string destination, CancellationToken cancellationToken) => inner.NextDueAsync(destination, cancellationToken);

    public IAsyncEnumerable<QueueEntry> ListAsync(QueueFilter filter, CancellationToken cancellationToken) => inner.ListAsync(filter, cancellationToken);

    public ValueTask<IReadOnlyList<OutboxNotice>> ReadOutboxAsync(long after, int limit, CancellationToken cancellationToken) =>
        inner.ReadOutboxAsync(after, limit, cancellationToken);

    public ValueTask<IReadOnlyDictionary<string, long>> LoadPositionsAsync(CancellationToken cancellationToken) => inner.LoadPositionsAsync(cancellationToken);

    public ValueTask SavePositionsAsync(IReadOnlyDictionary<string, long> positions, CancellationToken cancellationToken) =>
        inner.SavePositionsAsync(positions, cancellationToken);

    public ValueTask DisposeAsync() => inner.DisposeAsync();

    private async ValueTask<SpoolReceipt> CommitAndRaiseAsync(SpoolChange change, CancellationToken cancellationToken)
    {
        SpoolReceipt receipt = await inner.CommitAsync(change, cancellationToken).ConfigureAwait(false);
        if (change.Notices.Count > 0 || receipt.Completed.Count > 0)
            signal.Raise();
        return receipt;
    }
}
