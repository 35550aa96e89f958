using System.Globalization;
using Relay.Core.Routing;
using Relay.Core.Scheduling.Entries;
using Relay.Core.Scheduling.Timing;
using Relay.Sdk.Spool;

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
    public EntryLocation Locate(long entryId, OperatorOrder order, out ClaimedItem item)
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
        bool rested;
        lock (gate)
        {
            Instant now = clock.Now;
            rested = throttle.EndRest(now);
            Grow(now);
            Plan(now);
        }

        if (rested)
            owner.RestEnded(this);
    }

    /// <summary>What is in the way of its mail; null when nothing is, or there is no mail.</summary>
    public WaitReason? Obstacle
    {
        get
        {
            lock (gate)
                return ready.Count == 0 && nextDue == Instant.Never ? null : ObstacleAt(clock.Now);
        }
    }

    /// <summary>Why an entry of this destination that is due waits.</summary>
    public WaitReason WaitReasonOf(QueueEntry entry)
    {
        lock (gate)
        {
            foreach (DeliveryWorker worker in workers)
            {
                if (worker.IsSending(entry.EntryId))
                    return worker.IsLookingUp ? new WaitReason(WaitKind.Dns, "its route or its hosts are looked up", null)
                        : new WaitReason(WaitKind.InFlight, "it is being sent", null);
            }

            return ObstacleAt(clock.Now) ?? new WaitReason(WaitKind.Turn, "it is the next in line, or messages before it are", null);
        }
    }

    /// <summary>What stands still here; null when it moves, or has nothing to do.</summary>
    /// <param name="before">Something must have happened since.</param>
    public Stall? StalledSince(Instant before)
    {
        lock (gate)
        {
            Instant now = clock.Now;
            bool due = ready.Count > 0 || nextDue <= now || workers.Count > idle.Count;
            Instant since = Instant.Later(progressAt, throttle.ConnectBlockedUntil);
            if (ready.Count == 0 && nextDue <= now)
                since = Instant.Later(since, nextDue);
            if (!due || since > before)
                return null;
            var state = new Stall(ready.Count, workers.Count - idle.Count, inLine);

            // A wake-up may have been missed: start what is possible now.
            Grow(now);
            Plan(now);
            return state;
        }
    }

    private WaitReason? ObstacleAt(Instant now)
    {
        if (throttle.Obstacle(now, workers.Count, DestinationName.TransportOf(Name)) is { } obstacle)
            return obstacle;
        if (inLookupLine)
            return OfTheRelay(WaitKind.Dns, "as many look-ups as the relay may have are under way");
        return inLine ? OfTheRelay(WaitKind.ConnectionLimit, "the connections of the relay are in use") : null;
    }

    private WaitReason OfTheRelay(WaitKind kind, string text)
    {
        string most = connections.Capacity.ToString(CultureInfo.InvariantCulture);
        return new WaitReason(kind, $"{text} (delivery.maxConnections {most})", null) { Limit = new WaitLimit("delivery.maxConnections", most) };
    }
}
