namespace Relay.Core.Scheduling;

/// <summary>The side of a destination that operators and the housekeeping see.</summary>
internal sealed partial class Destination
{
    /// <summary>Takes entries out of the window.</summary>
    public void Withdraw(Predicate<Waiting> meant, List<Waiting> items)
    {
        lock (gate)
        {
            if (window.Count > 0)
                window.Extract(meant, items);
        }
    }

    /// <summary>Takes one entry out of the window, or leaves an order with the lane that is sending it.</summary>
    public OrderPlace Place(long entryId, OperatorOrder order, out Waiting item)
    {
        item = default;
        lock (gate)
        {
            foreach (Lane lane in lanes)
            {
                if (lane.TryOrder(entryId, order))
                    return OrderPlace.InFlight;
            }

            if (window.Count == 0)
                return OrderPlace.Elsewhere;
            var found = new List<Waiting>(1);
            window.Extract(waiting => waiting.Entry.EntryId == entryId, found);
            if (found.Count == 0)
                return OrderPlace.Elsewhere;
            item = found[0];
            return OrderPlace.Window;
        }
    }

    /// <summary>Ends a rest, at an operator's wish.</summary>
    public void EndRest()
    {
        lock (gate)
        {
            pace.Wake();
            long now = context.NowTicks;
            Grow(now);
            Plan(now);
        }
    }

    /// <summary>What stands still here; null when it moves, or has nothing to do.</summary>
    /// <param name="before">In UTC ticks: something must have happened since.</param>
    public ProgressWatchdog.StandStill? StandsStillSince(long before)
    {
        lock (gate)
        {
            long now = context.NowTicks;
            bool due = window.Count > 0 || nextDue <= now || lanes.Count > idle.Count;
            long since = Math.Max(progressAt, Math.Max(pace.ConnectBlockedUntil, window.Count > 0 || nextDue > now ? 0 : nextDue));
            if (!due || since > before)
                return null;
            var state = new ProgressWatchdog.StandStill(window.Count, lanes.Count - idle.Count, inLine);

            // Whatever was missed, now is the time for it.
            Grow(now);
            Plan(now);
            return state;
        }
    }
}
