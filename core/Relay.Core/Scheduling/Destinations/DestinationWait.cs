namespace Relay.Core.Scheduling.Destinations;

/// <summary>A destination whose mail waits.</summary>
/// <param name="Destination">As in <see cref="Sdk.Spool.QueueEntry.Destination"/>.</param>
/// <param name="Reason">What is in the way of its mail that is due, or will be.</param>
public sealed record DestinationWait(string Destination, WaitReason Reason);
