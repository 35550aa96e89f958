using Relay.Sdk.Spool;

namespace Relay.Core.Plugins;

/// <summary>The outbox of a plugin's spool store, which fails as <see cref="PluginSpool"/> does.</summary>
internal sealed class PluginSpoolOutbox(ISpoolStore store, PluginSpoolGuard guard) : ISpoolOutbox
{
    public ValueTask<IReadOnlyList<OutboxNotice>> ReadAsync(long after, int limit, CancellationToken cancellationToken) =>
        guard.CallAsync(token => store.Outbox.ReadAsync(after, limit, token), cancellationToken);

    public ValueTask<IReadOnlyDictionary<string, long>> LoadPositionsAsync(string relay, CancellationToken cancellationToken) =>
        guard.CallAsync(token => store.Outbox.LoadPositionsAsync(relay, token), cancellationToken);

    public ValueTask SavePositionsAsync(string relay, IReadOnlyDictionary<string, long> positions, CancellationToken cancellationToken) =>
        guard.CallAsync(token => store.Outbox.SavePositionsAsync(relay, positions, token), cancellationToken);
}
