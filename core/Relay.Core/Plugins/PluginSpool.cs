using Relay.Sdk.Spool;

namespace Relay.Core.Plugins;

/// <summary>A plugin's spool store that fails in one way only, whatever it throws: with an <see cref="IOException"/>, which defers mail and delays
/// deliveries.</summary>
internal sealed class PluginSpool(ISpoolStore store, PluginSpoolGuard guard) : ISpoolStore
{
    public ISpoolQueue Queue { get; } = new PluginSpoolQueue(store, guard);

    public ISpoolContent Content { get; } = new PluginSpoolContent(store, guard);

    public ISpoolOutbox Outbox { get; } = new PluginSpoolOutbox(store, guard);

    public ISpoolWatch? Watch
    {
        get
        {
            ISpoolWatch? watch = null;
            guard.Try("the question for a watch", () => watch = store.Watch);
            return watch is null ? null : new PluginSpoolWatch(watch, guard);
        }
    }

    public ValueTask<SpoolRecovery> StartAsync(CancellationToken cancellationToken) => guard.CallAsync(store.StartAsync, cancellationToken);

    // The plugin's own provider made the store and disposes of it; this is for a start that did not get so far.
    public ValueTask DisposeAsync() => store.DisposeAsync();

    private sealed class PluginSpoolWatch(ISpoolWatch watch, PluginSpoolGuard guard) : ISpoolWatch
    {
        public IAsyncEnumerable<string> WatchAsync(CancellationToken cancellationToken) => guard.EachAsync(watch.WatchAsync, cancellationToken);
    }
}
