using Relay.Sdk.Spool;

namespace Relay.Core.Scheduling;

/// <summary>A claimed entry on its way to a lane.</summary>
/// <param name="Claimed">The entry, with its content while that is in memory.</param>
/// <param name="Octets">What its content counts against <see cref="ContentMemory"/>.</param>
internal readonly record struct Waiting(ClaimedEntry Claimed, long Octets)
{
    public QueueEntry Entry => Claimed.Entry;
}
