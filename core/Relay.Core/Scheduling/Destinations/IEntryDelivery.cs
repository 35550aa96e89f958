using Relay.Core.Scheduling.Entries;

namespace Relay.Core.Scheduling.Destinations;

/// <summary>Makes one attempt to deliver an entry.</summary>
internal interface IEntryDelivery
{
    /// <summary>Delivers or defers over the worker's connection; never throws for what happens to one entry.</summary>
    ValueTask DeliverAsync(Destination destination, DeliveryWorker worker, ClaimedItem item);
}
