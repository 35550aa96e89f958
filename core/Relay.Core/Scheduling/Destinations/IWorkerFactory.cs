namespace Relay.Core.Scheduling.Destinations;

/// <summary>Makes workers.</summary>
internal interface IWorkerFactory
{
    /// <summary>A worker that holds a connection slot and does not run yet.</summary>
    DeliveryWorker Make(Destination destination);
}
