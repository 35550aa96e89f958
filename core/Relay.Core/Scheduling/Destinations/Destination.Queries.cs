using Relay.Core.Scheduling.Entries;
using Relay.Core.Scheduling.Upkeep;

namespace Relay.Core.Scheduling.Destinations;

/// <summary>The side of a destination that operators and the housekeeping see.</summary>
internal sealed partial class Destination
{
    /// <summary>Takes entries out of the ready queue.</summary>
    public void Withdraw(Predicate<ClaimedItem> meant, List<ClaimedItem> items)
    {
        lock (gate)
        {
            if (ready.Count > 0)
                ready.Extract(meant, items);
        }
    }

    /// <summary>Takes one entry out of the ready queue, or leaves an order with the worker that is sending it.</summary>
    public EntryLocation Place(long entryId, OperatorOrder order, out ClaimedItem item)
    {
        item = default;
        lock (gate)
        {
            foreach (DeliveryWorker worker in workers)
            {
                if (worker.TryOrder(entryId, order))
                    return EntryLocation.InFlight;
            }

            if (ready.Count == 0)
                return EntryLocation.Elsewhere;
            var found = new List<ClaimedItem>(1);
            ready.Extract(waiting => waiting.Entry.EntryId == entryId, found);
            if (found.Count == 0)
                return EntryLocation.Elsewhere;
            item = found[0];
            return EntryLocation.Ready;
        }
    }

    /// <summary>Ends a rest, at an operator's wish.</summary>
    public void EndRest()
    {
        lock (gate)
        {
            throttle.Wake();
            long now = context.NowTicks;
            Grow(now);
            Plan(now);
        }
    }

    /// <summary>What stands still here; null when it moves, or has nothing to do.</summary>
    /// <param name="before">In UTC ticks: something must have happened since.</param>
    public ProgressWatchdog.Stall? StalledSince(long before)
    {
        lock (gate)
        {
            long now = context.NowTicks;
            bool due = ready.Count > 0 || nextDue <= now || workers.Count > idle.Count;
            long since = Math.Max(progressAt, Math.Max(throttle.ConnectBlockedUntil, ready.Count > 0 || nextDue > now ? 0 : nextDue));
            if (!due || since > before)
                return null;
            var state = new ProgressWatchdog.Stall(ready.Count, workers.Count - idle.Count, inLine);

            // Whatever was missed, now is the time for it.
            Grow(now);
            Plan(now);
            return state;
        }
    }
}
