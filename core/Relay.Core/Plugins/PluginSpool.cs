using Relay.Sdk.Mail;
using Relay.Sdk.Spool;

namespace Relay.Core.Plugins;

/// <summary>A plugin's spool store that fails in one way only, whatever it throws: with an <see cref="IOException"/>, which defers mail and delays deliveries.</summary>
internal sealed class PluginSpool(ISpoolStore store, string name, string plugin) : ISpoolStore
{
    public bool HasRoom => store.HasRoom;

    public ValueTask<SpoolRecovery> StartAsync(CancellationToken cancellationToken) => GuardAsync(() => store.StartAsync(cancellationToken));

    public ISpoolDraft BeginDraft(MessageId id, bool mayUseReserve = false) => Guard(() => store.BeginDraft(id, mayUseReserve));

    public ValueTask<SpoolReceipt> CommitAsync(SpoolChange change, CancellationToken cancellationToken) => GuardAsync(() => store.CommitAsync(change, cancellationToken));

    public ValueTask<IReadOnlyList<ClaimedEntry>> ClaimDueAsync(string destination, DateTimeOffset now, int limit, CancellationToken cancellationToken) =>
        GuardAsync(() => store.ClaimDueAsync(destination, now, limit, cancellationToken));

    public ValueTask<IReadOnlyList<ClaimedEntry>> ClaimAttentionAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken) =>
        GuardAsync(() => store.ClaimAttentionAsync(now, limit, cancellationToken));

    public ValueTask<ClaimedEntry?> ClaimAsync(long entryId, CancellationToken cancellationToken) => GuardAsync(() => store.ClaimAsync(entryId, cancellationToken));

    public void Release(IReadOnlyList<ClaimedEntry> entries) => store.Release(entries);

    public void MarkInFlight(QueueEntry entry) => store.MarkInFlight(entry);

    public ValueTask<SpooledContent?> OpenContentAsync(MessageId id, CancellationToken cancellationToken) => GuardAsync(() => store.OpenContentAsync(id, cancellationToken));

    public IAsyncEnumerable<DestinationBacklog> ListDestinationsAsync(CancellationToken cancellationToken) => store.ListDestinationsAsync(cancellationToken);

    public ValueTask<DateTimeOffset?> NextDueAsync(string destination, CancellationToken cancellationToken) =>
        GuardAsync(() => store.NextDueAsync(destination, cancellationToken));

    public IAsyncEnumerable<QueueEntry> ListAsync(QueueFilter filter, CancellationToken cancellationToken) => store.ListAsync(filter, cancellationToken);

    public ValueTask<IReadOnlyList<OutboxNotice>> ReadOutboxAsync(long after, int limit, CancellationToken cancellationToken) =>
        GuardAsync(() => store.ReadOutboxAsync(after, limit, cancellationToken));

    public ValueTask<IReadOnlyDictionary<string, long>> LoadPositionsAsync(CancellationToken cancellationToken) =>
        GuardAsync(() => store.LoadPositionsAsync(cancellationToken));

    public async ValueTask SavePositionsAsync(IReadOnlyDictionary<string, long> positions, CancellationToken cancellationToken) =>
        await GuardAsync(async () =>
        {
            await store.SavePositionsAsync(positions, cancellationToken).ConfigureAwait(false);
            return true;
        }).ConfigureAwait(false);

    // The plugin's own provider made the store and disposes of it; this is for a start that did not get so far.
    public ValueTask DisposeAsync() => store.DisposeAsync();

    private async ValueTask<T> GuardAsync<T>(Func<ValueTask<T>> call)
    {
        try
        {
            return await call().ConfigureAwait(false);
        }
        catch (Exception thrown) when (thrown is not (IOException or OperationCanceledException))
        {
            throw Fault(thrown);
        }
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
