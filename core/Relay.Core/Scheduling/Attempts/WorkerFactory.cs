using Microsoft.Extensions.Logging;
using Relay.Core.Scheduling.Connections;
using Relay.Core.Scheduling.Destinations;
using Relay.Core.Scheduling.Lifetime;

namespace Relay.Core.Scheduling.Attempts;

/// <summary>Makes workers, each with a connection of its own.</summary>
internal sealed class WorkerFactory(
    Func<ConnectionSlot, WorkerConnection> connect, ConnectionLimiter connections, IEntryDelivery delivery, SchedulerLifetime life, ILogger log)
        : IWorkerFactory
{
    public DeliveryWorker Make(Destination destination)
    {
        var slot = new ConnectionSlot(connections, destination);
        return new DeliveryWorker(destination, connect(slot), slot, delivery, life, log);
    }
}
