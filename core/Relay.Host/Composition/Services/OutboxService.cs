using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Relay.Core.Outbox;

namespace Relay.Host.Composition.Services;

/// <summary>Hands notices to plugins from before the first mail until after the last.</summary>
internal sealed class OutboxService(PreparedRelay prepared, SpoolService spool, OutboxSignal signal, TimeProvider time, ILoggerFactory loggers)
    : IHostedService, IAsyncDisposable
{
    private OutboxDispatcher? dispatcher;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        var options = new OutboxOptions { Relay = prepared.Settings.Spool.Relay };
        dispatcher = new OutboxDispatcher(prepared.Plugins.Handlers, spool.Store, signal, time, loggers.CreateLogger<OutboxDispatcher>(), options);
        return dispatcher.StartAsync(cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => DisposeAsync().AsTask();

    public ValueTask DisposeAsync() => dispatcher?.DisposeAsync() ?? ValueTask.CompletedTask;
}
