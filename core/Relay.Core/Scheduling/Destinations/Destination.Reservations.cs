using Relay.Core.Scheduling.Timing;

namespace Relay.Core.Scheduling.Destinations;

/// <summary>The side of a destination that workers of others see, when the recipients of one entry go several ways.</summary>
internal sealed partial class Destination
{
    /// <summary>Reserves one send to this destination over another destination's connection; its limits apply.</summary>
    /// <param name="admitted">Whether it may be sent: neither a rest nor a rate is in the way.</param>
    /// <returns>False when the destination has been forgotten and has to be made again.</returns>
    public bool TryReserveSend(out bool admitted)
    {
        lock (gate)
        {
            admitted = false;
            if (retired)
                return false;
            Instant now = clock.Now;
            admitted = throttle.ConnectBlockedUntil <= now && throttle.TryTake(now, connects: true);

            // Remembered until then, so that the outcome is noted; there may be no mail of its own to keep it alive.
            WakeAt(now + LastLook);
            Plan(now);
            return true;
        }
    }
}
