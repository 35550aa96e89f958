using Relay.Core.Routing;

namespace Relay.Core.Scheduling.Destinations;

/// <summary>The side of a destination that workers of others see, when the recipients of one entry go several ways.</summary>
internal sealed partial class Destination
{
    /// <summary>Asks for the right to send it one message over a connection that is not its own. It counts like one of its own.</summary>
    /// <param name="target">With the limits of the destination.</param>
    /// <param name="admitted">Whether it may be sent: neither a rest nor a rate is in the way.</param>
    /// <returns>False when the destination has been forgotten and a new one has to be made.</returns>
    public bool TryReserveSend(RouteTarget target, out bool admitted)
    {
        lock (gate)
        {
            admitted = false;
            if (retired)
                return false;
            long now = context.NowTicks;
            throttle.Apply(target);
            admitted = throttle.ConnectBlockedUntil <= now && throttle.TryTake(now, connects: true);

            // It is remembered until then what comes of it; there may be no mail of its own to do so.
            WakeAt(now + TimeSpan.TicksPerMinute);
            Plan(now);
            return true;
        }
    }
}
