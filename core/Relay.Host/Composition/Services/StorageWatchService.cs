using Microsoft.Extensions.Logging;

namespace Relay.Host.Composition.Services;

/// <summary>Watches the relay's own spool; a plugin's store watches itself.</summary>
internal sealed class StorageWatchService(SpoolService spool, TimeProvider time, ILogger<StorageWatchService> logger,
    ILogger<StorageWatch> watchLogger) : SideService(logger)
{
    protected override Task RunAsync(CancellationToken stopping) =>
        spool.Local is { } local ? new StorageWatch(local, time, watchLogger).RunAsync(stopping) : Task.CompletedTask;
}
