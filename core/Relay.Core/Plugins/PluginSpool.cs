using System.Runtime.CompilerServices;
using Relay.Core.Handlers;
using Relay.Sdk.Mail;
using Relay.Sdk.Spool;

namespace Relay.Core.Plugins;

/// <summary>A plugin's spool store that fails in one way only, whatever it throws: with an <see cref="IOException"/>, which defers mail and delays deliveries.</summary>
/// <remarks>What comes after a commit (giving back, marking) does not fail at all: the mail is stored, and its sender must hear so.</remarks>
internal sealed class PluginSpool(ISpoolStore store, PluginSpoolGuard guard) : ISpoolStore
{
    public bool HasRoom
    {
        get
        {
            bool hasRoom = false;
            guard.Try("the question for room", () => hasRoom = store.HasRoom);
            return hasRoom;
        }
    }

    public ValueTask<SpoolRecovery> StartAsync(CancellationToken cancellationToken) => guard.CallAsync(token => store.StartAsync(token), cancellationToken);

    public ISpoolDraft BeginDraft(MessageId id, bool mayUseReserve = false) => new PluginSpoolDraft(guard.Call(() => store.BeginDraft(id, mayUseReserve)), guard);

    public async ValueTask<SpoolReceipt> CommitAsync(SpoolChange change, CancellationToken cancellationToken)
    {
        SpoolReceipt receipt = await guard.CallAsync(token => store.CommitAsync(WithOwnDrafts(change), token), cancellationToken).ConfigureAwait(false);
        return receipt with { Entries = Guarded(receipt.Entries) };
    }

    public async ValueTask<IReadOnlyList<ClaimedEntry>> ClaimDueAsync(string destination, DateTimeOffset now, int limit, CancellationToken cancellationToken) =>
        Guarded(await guard.CallAsync(token => store.ClaimDueAsync(destination, now, limit, token), cancellationToken).ConfigureAwait(false));

    public async ValueTask<IReadOnlyList<ClaimedEntry>> ClaimAttentionAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken) =>
        Guarded(await guard.CallAsync(token => store.ClaimAttentionAsync(now, limit, token), cancellationToken).ConfigureAwait(false));

    public async ValueTask<ClaimedEntry?> ClaimAsync(long entryId, CancellationToken cancellationToken) =>
        await guard.CallAsync(token => store.ClaimAsync(entryId, token), cancellationToken).ConfigureAwait(false) is { } entry ? Guarded(entry) : null;

    public void Release(IReadOnlyList<ClaimedEntry> entries) => guard.Try("giving back entries", () => store.Release(Each(entries, WithOwnContent)));

    public void MarkInFlight(QueueEntry entry) => guard.Try("marking an attempt", () => store.MarkInFlight(entry));

    public async ValueTask<SpooledContent?> OpenContentAsync(MessageId id, CancellationToken cancellationToken) =>
        await guard.CallAsync(token => store.OpenContentAsync(id, token), cancellationToken).ConfigureAwait(false) is { } content ? PluginSpoolContent.Of(content, guard) : null;

    public IAsyncEnumerable<DestinationBacklog> ListDestinationsAsync(CancellationToken cancellationToken) =>
        ListAsync(store.ListDestinationsAsync, cancellationToken);

    public ValueTask<DateTimeOffset?> NextDueAsync(string destination, CancellationToken cancellationToken) =>
        guard.CallAsync(token => store.NextDueAsync(destination, token), cancellationToken);

    public IAsyncEnumerable<QueueEntry> ListAsync(QueueFilter filter, CancellationToken cancellationToken) =>
        ListAsync(token => store.ListAsync(filter, token), cancellationToken);

    public ValueTask<IReadOnlyList<OutboxNotice>> ReadOutboxAsync(long after, int limit, CancellationToken cancellationToken) =>
        guard.CallAsync(token => store.ReadOutboxAsync(after, limit, token), cancellationToken);

    public ValueTask<IReadOnlyDictionary<string, long>> LoadPositionsAsync(CancellationToken cancellationToken) =>
        guard.CallAsync(token => store.LoadPositionsAsync(token), cancellationToken);

    public ValueTask SavePositionsAsync(IReadOnlyDictionary<string, long> positions, CancellationToken cancellationToken) =>
        guard.CallAsync(token => store.SavePositionsAsync(positions, token), cancellationToken);

    // The plugin's own provider made the store and disposes of it; this is for a start that did not get so far.
    public ValueTask DisposeAsync() => store.DisposeAsync();

    private async IAsyncEnumerable<T> ListAsync<T>(Func<CancellationToken, IAsyncEnumerable<T>> list, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using HandedToken handed = new(cancellationToken);
        IAsyncEnumerator<T> items = guard.Call(() => list(handed.Token).GetAsyncEnumerator(handed.Token));
        try
        {
            while (await guard.CallAsync(_ => items.MoveNextAsync(), cancellationToken).ConfigureAwait(false))
                yield return items.Current;
        }
        finally
        {
            await guard.TryAsync("the end of a listing", items.DisposeAsync).ConfigureAwait(false);
        }
    }

    private IReadOnlyList<ClaimedEntry> Guarded(IReadOnlyList<ClaimedEntry> entries) => Each(entries, Guarded);

    // The entry is claimed, and perhaps new: it must reach the scheduler. Without content, that is read from the store.
    private ClaimedEntry Guarded(ClaimedEntry entry)
    {
        if (entry.Content is not { } own)
            return entry;
        PluginSpoolContent? content = null;
        guard.Try("the length of content", () => content = PluginSpoolContent.Of(own, guard));
        return entry with { Content = content };
    }

    private static SpoolChange WithOwnDrafts(SpoolChange change) =>
        change with { Messages = Each(change.Messages, message => message.Draft is PluginSpoolDraft draft ? message with { Draft = draft.Own } : message) };

    private static ClaimedEntry WithOwnContent(ClaimedEntry entry) => entry.Content is PluginSpoolContent content ? entry with { Content = content.Own } : entry;

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
