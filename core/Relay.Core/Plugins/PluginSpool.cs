using System.Runtime.CompilerServices;
using Relay.Core.Events;
using Relay.Sdk.Mail;
using Relay.Sdk.Spool;

namespace Relay.Core.Plugins;

/// <summary>A plugin's spool store that fails in one way only, whatever it throws: with an <see cref="IOException"/>, which defers mail and delays deliveries.</summary>
internal sealed class PluginSpool(ISpoolStore store, string name, string plugin) : ISpoolStore
{
    public bool HasRoom => store.HasRoom;

    public ValueTask<SpoolRecovery> StartAsync(CancellationToken cancellationToken) => GuardAsync(token => store.StartAsync(token), cancellationToken);

    public ISpoolDraft BeginDraft(MessageId id, bool mayUseReserve = false) => Guard(() => store.BeginDraft(id, mayUseReserve));

    public ValueTask<SpoolReceipt> CommitAsync(SpoolChange change, CancellationToken cancellationToken) => GuardAsync(token => store.CommitAsync(change, token), cancellationToken);

    public ValueTask<IReadOnlyList<ClaimedEntry>> ClaimDueAsync(string destination, DateTimeOffset now, int limit, CancellationToken cancellationToken) =>
        GuardAsync(token => store.ClaimDueAsync(destination, now, limit, token), cancellationToken);

    public ValueTask<IReadOnlyList<ClaimedEntry>> ClaimAttentionAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken) =>
        GuardAsync(token => store.ClaimAttentionAsync(now, limit, token), cancellationToken);

    public ValueTask<ClaimedEntry?> ClaimAsync(long entryId, CancellationToken cancellationToken) => GuardAsync(token => store.ClaimAsync(entryId, token), cancellationToken);

    public void Release(IReadOnlyList<ClaimedEntry> entries) => store.Release(entries);

    public void MarkInFlight(QueueEntry entry) => store.MarkInFlight(entry);

    public ValueTask<SpooledContent?> OpenContentAsync(MessageId id, CancellationToken cancellationToken) => GuardAsync(token => store.OpenContentAsync(id, token), cancellationToken);

    public IAsyncEnumerable<DestinationBacklog> ListDestinationsAsync(CancellationToken cancellationToken) => EachAsync(store.ListDestinationsAsync, cancellationToken);

    public ValueTask<DateTimeOffset?> NextDueAsync(string destination, CancellationToken cancellationToken) =>
        GuardAsync(token => store.NextDueAsync(destination, token), cancellationToken);

    public IAsyncEnumerable<QueueEntry> ListAsync(QueueFilter filter, CancellationToken cancellationToken) =>
        EachAsync(token => store.ListAsync(filter, token), cancellationToken);

    public ValueTask<IReadOnlyList<OutboxNotice>> ReadOutboxAsync(long after, int limit, CancellationToken cancellationToken) =>
        GuardAsync(token => store.ReadOutboxAsync(after, limit, token), cancellationToken);

    public ValueTask<IReadOnlyDictionary<string, long>> LoadPositionsAsync(CancellationToken cancellationToken) =>
        GuardAsync(token => store.LoadPositionsAsync(token), cancellationToken);

    public async ValueTask SavePositionsAsync(IReadOnlyDictionary<string, long> positions, CancellationToken cancellationToken) =>
        await GuardAsync(
            async token =>
            {
                await store.SavePositionsAsync(positions, token).ConfigureAwait(false);
                return true;
            },
            cancellationToken).ConfigureAwait(false);

    // The plugin's own provider made the store and disposes of it; this is for a start that did not get so far.
    public ValueTask DisposeAsync() => store.DisposeAsync();

    private async ValueTask<T> GuardAsync<T>(Func<CancellationToken, ValueTask<T>> call, CancellationToken cancellationToken)
    {
        using HandedToken handed = new(cancellationToken);
        try
        {
            return await call(handed.Token).ConfigureAwait(false);
        }
        catch (Exception thrown) when (thrown is not IOException && !(thrown is OperationCanceledException && cancellationToken.IsCancellationRequested))
        {
            throw Fault(thrown);
        }
    }

    private async IAsyncEnumerable<T> EachAsync<T>(Func<CancellationToken, IAsyncEnumerable<T>> list, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using HandedToken handed = new(cancellationToken);
        await using IAsyncEnumerator<T> each = Guard(() => list(handed.Token).GetAsyncEnumerator(handed.Token));
        while (await GuardAsync(_ => each.MoveNextAsync(), cancellationToken).ConfigureAwait(false))
            yield return each.Current;
    }

    private T Guard<T>(Func<T> call)
    {
        try
        {
            return call();
        }
        catch (Exception thrown) when (thrown is not IOException)
        {
            throw Fault(thrown);
        }
    }

    private IOException Fault(Exception thrown) => new(Problem(name, plugin, thrown));

    /// <summary>What is told of a store that threw something else than a store should.</summary>
    internal static string Problem(string name, string plugin, Exception thrown) =>
        $"the spool store '{name}' of the plugin {plugin} cannot be used: {thrown.GetType().Name}: {thrown.Message}";
}
