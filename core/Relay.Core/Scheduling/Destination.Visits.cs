using Relay.Core.Routing;
using Relay.Sdk.Replies;

namespace Relay.Core.Scheduling;

/// <summary>The side of a destination that lanes of others see, when the recipients of one entry go several ways.</summary>
internal sealed partial class Destination
{
    private static readonly SmtpReply RateUsedUp = new(451, "4.4.5", "The rate of the destination is used up for now");

    /// <summary>Asks for the right to send it one message over a connection that is not its own. It counts like one of its own.</summary>
    /// <param name="target">With the limits of the destination.</param>
    /// <param name="refusal">Why not; null when it may be sent.</param>
    /// <returns>False when the destination has been forgotten and a new one has to be made.</returns>
    public bool TryVisit(RouteTarget target, out SmtpReply? refusal)
    {
        lock (gate)
        {
            refusal = null;
            if (retired)
                return false;
            long now = context.NowTicks;
            pace.Apply(target);
            if (pace.ConnectBlockedUntil > now)
                refusal = pace.Trouble ?? RateUsedUp;
            else if (!pace.TryTake(now, connects: true))
                refusal = RateUsedUp;

            // It is remembered until then what comes of it; there may be no mail of its own to do so.
            WakeAt(now + TimeSpan.TicksPerMinute);
            Plan(now);
            return true;
        }
    }
}
