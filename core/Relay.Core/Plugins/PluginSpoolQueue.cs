using Relay.Sdk.Spool;

namespace Relay.Core.Plugins;

/// <summary>The queue of a plugin's spool store, which fails as <see cref="PluginSpool"/> does.</summary>
/// <remarks>Giving back does not fail at all: the caller could do nothing about it, and the store ends the claim by itself.</remarks>
internal sealed class PluginSpoolQueue(ISpoolStore store, PluginSpoolGuard guard) : ISpoolQueue
{
    public async ValueTask<SpoolReceipt> CommitAsync(SpoolChange change, CancellationToken cancellationToken)
    {
        SpoolReceipt receipt = await guard.CallAsync(token => store.Queue.CommitAsync(WithOwnDrafts(change), token), cancellationToken);
        return receipt with { Entries = Guarded(receipt.Entries) };
    }

    public async ValueTask<IReadOnlyList<ClaimedEntry>> ClaimDueAsync(string destination, DateTimeOffset now, int limit,
        CancellationToken cancellationToken) =>
        Guarded(await guard.CallAsync(token => store.Queue.ClaimDueAsync(destination, now, limit, token), cancellationToken));

    public async ValueTask<IReadOnlyList<ClaimedEntry>> ClaimForReviewAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken) =>
        Guarded(await guard.CallAsync(token => store.Queue.ClaimForReviewAsync(now, limit, token), cancellationToken));

    public async ValueTask<ClaimedEntry?> ClaimAsync(long entryId, CancellationToken cancellationToken) =>
        await guard.CallAsync(token => store.Queue.ClaimAsync(entryId, token), cancellationToken) is { } entry ? Guarded(entry) : null;

    public ValueTask ReleaseAsync(IReadOnlyList<ClaimedEntry> entries, CancellationToken cancellationToken) =>
        guard.TryAsync("giving back entries", () => store.Queue.ReleaseAsync(Each(entries, WithOwnContent), cancellationToken));

    public ValueTask<bool> MarkInFlightAsync(QueueEntry entry, CancellationToken cancellationToken) =>
        guard.CallAsync(token => store.Queue.MarkInFlightAsync(entry, token), cancellationToken);

    public IAsyncEnumerable<DestinationBacklog> ListDestinationsAsync(CancellationToken cancellationToken) =>
        guard.EachAsync(token => store.Queue.ListDestinationsAsync(token), cancellationToken);

    public ValueTask<DateTimeOffset?> NextDueAsync(string destination, CancellationToken cancellationToken) =>
        guard.CallAsync(token => store.Queue.NextDueAsync(destination, token), cancellationToken);

    public IAsyncEnumerable<QueueEntry> ListAsync(QueueFilter filter, CancellationToken cancellationToken) =>
        guard.EachAsync(token => store.Queue.ListAsync(filter, token), cancellationToken);

    public ValueTask<long> CountAsync(QueueFilter filter, CancellationToken cancellationToken) =>
        guard.CallAsync(token => store.Queue.CountAsync(filter, token), cancellationToken);

    private IReadOnlyList<ClaimedEntry> Guarded(IReadOnlyList<ClaimedEntry> entries) => Each(entries, Guarded);

    // The entry is claimed, and perhaps new: it must reach the scheduler. Without content, that is read from the store.
    private ClaimedEntry Guarded(ClaimedEntry entry)
    {
        if (entry.Content is not { } own)
            return entry;
        PluginSpooledContent? content = null;
        guard.Try("the length of content", () => content = PluginSpooledContent.Of(own, guard));
        return entry with { Content = content };
    }

    private static SpoolChange WithOwnDrafts(SpoolChange change) =>
        change with
        {
            Messages = Each(change.Messages, message => message.Draft is PluginSpoolDraft draft ? message with { Draft = draft.Own }
                : message)
        };

    private static ClaimedEntry WithOwnContent(ClaimedEntry entry) =>
        entry.Content is PluginSpooledContent content ? entry with { Content = content.Own } : entry;

    private static IReadOnlyList<T> Each<T>(IReadOnlyList<T> items, Func<T, T> change)
    {
        if (items.Count == 0)
            return items;
        var changed = new T[items.Count];
        for (int i = 0; i < changed.Length; i++)
            changed[i] = change(items[i]);
        return changed;
    }
}
