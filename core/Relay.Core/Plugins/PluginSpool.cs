using System.Runtime.CompilerServices;
using Relay.Core.Events;
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

    public ValueTask<SpoolReceipt> CommitAsync(SpoolChange change, CancellationToken cancellationToken) =>
        guard.CallAsync(token => store.CommitAsync(WithOwnDrafts(change), token), cancellationToken);

    public ValueTask<IReadOnlyList<ClaimedEntry>> ClaimDueAsync(string destination, DateTimeOffset now, int limit, CancellationToken cancellationToken) =>
        guard.CallAsync(token => store.ClaimDueAsync(destination, now, limit, token), cancellationToken);

    public ValueTask<IReadOnlyList<ClaimedEntry>> ClaimAttentionAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken) =>
        guard.CallAsync(token => store.ClaimAttentionAsync(now, limit, token), cancellationToken);

    public ValueTask<ClaimedEntry?> ClaimAsync(long entryId, CancellationToken cancellationToken) => guard.CallAsync(token => store.ClaimAsync(entryId, token), cancellationToken);

    public void Release(IReadOnlyList<ClaimedEntry> entries) => guard.Try("giving back entries", () => store.Release(entries));

    public void MarkInFlight(QueueEntry entry) => guard.Try("marking an attempt", () => store.MarkInFlight(entry));

    public ValueTask<SpooledContent?> OpenContentAsync(MessageId id, CancellationToken cancellationToken) => guard.CallAsync(token => store.OpenContentAsync(id, token), cancellationToken);

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

    private static SpoolChange WithOwnDrafts(SpoolChange change)
    {
        if (change.Messages.Count == 0)
            return change;
        var own = new NewMessage[change.Messages.Count];
        for (int i = 0; i < own.Length; i++)
            own[i] = change.Messages[i] is { Draft: PluginSpoolDraft draft } message ? message with { Draft = draft.Own } : change.Messages[i];
        return change with { Messages = own };
    }
}
