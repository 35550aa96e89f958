using Relay.Core.Routing;
using Relay.Sdk.Spool;

namespace Relay.Core.Scheduling.Entries;

/// <summary>A claimed entry on its way to a worker.</summary>
/// <param name="Claimed">The entry, with its content while that is in memory.</param>
/// <param name="Octets">What its content counts against <see cref="ContentMemory"/>.</param>
/// <param name="Target">Where its recipients go, when it has just moved for that; null when the routes are still to be asked.</param>
internal readonly record struct ClaimedItem(ClaimedEntry Claimed, long Octets, RouteTarget? Target = null)
{
    public QueueEntry Entry => Claimed.Entry;
}
