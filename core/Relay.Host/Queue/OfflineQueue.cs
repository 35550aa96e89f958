using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Relay.Core.Dns;
using Relay.Core.Handlers;
using Relay.Core.Scheduling;
using Relay.Core.Scheduling.Administration;
using Relay.Core.Sessions;
using Relay.Core.Settings;
using Relay.Core.Spool;
using Relay.Host.Composition;
using Relay.Sdk.Spool;

namespace Relay.Host.Queue;

/// <summary>Changes the queue while no relay is running: takes the spool, with a scheduler that delivers nothing.</summary>
/// <remarks>Plugins do not run; those that have ever read the outbox of this spool get their notices at the next start.</remarks>
internal sealed class OfflineQueue : IQueueChanger
{
    private readonly LocalSpool spool;
    private readonly StubResolver dns;
    private readonly DeliveryScheduler scheduler;

    private OfflineQueue(LocalSpool spool, StubResolver dns, DeliveryScheduler scheduler) =>
        (this.spool, this.dns, this.scheduler) = (spool, dns, scheduler);

    /// <exception cref="SpoolInUseException">A relay that does not answer has it.</exception>
    public static async Task<OfflineQueue> OpenAsync(RelaySettings settings, CancellationToken cancellationToken)
    {
        ILoggerFactory silent = NullLoggerFactory.Instance;
        var spool = new LocalSpool(settings.Spool, TimeProvider.System, silent);
        try
        {
            await spool.StartAsync(cancellationToken);
            StubResolver dns = Resolvers.From(settings.Dns, TimeProvider.System, silent);
            bool observed = (await spool.Outbox.LoadPositionsAsync(settings.Spool.Relay, cancellationToken)).Count > 0;
            NoHandlers handlers = observed ? NoHandlers.OutboxAlone : NoHandlers.Instance;
            DeliveryScheduler scheduler = Schedulers.Make(settings, spool, dns, handlers, new MessageIdSource(TimeProvider.System).Next,
                TimeProvider.System, silent);

            // Stopped before it was started: it changes entries and sends nothing.
            await scheduler.StopAsync();
            return new OfflineQueue(spool, dns, scheduler);
        }
        catch
        {
            await spool.DisposeAsync();
            throw;
        }
    }

    public Task<QueueCommandResult> ChangeAsync(QueueChange change, QueueFilter filter, string reason, CancellationToken cancellationToken) =>
        scheduler.Administration.ApplyAsync(change, filter, reason, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await scheduler.DisposeAsync();
        dns.Dispose();
        await spool.DisposeAsync();
    }
}
