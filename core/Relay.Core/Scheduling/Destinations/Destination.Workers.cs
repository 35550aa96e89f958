using Relay.Core.Routing;
using Relay.Core.Scheduling.Entries;
using Relay.Sdk.Replies;

namespace Relay.Core.Scheduling.Destinations;

/// <summary>The side of a destination that its workers see.</summary>
internal sealed partial class Destination
{
    /// <summary>Tells a worker what to do next.</summary>
    /// <remarks>An entry to deliver is put into its hands.</remarks>
    public WorkerTask Take(DeliveryWorker worker)
    {
        WorkerTask task;
        bool fetch = false;
        List<ClaimedItem>? back = null;
        lock (gate)
        {
            Arrived(worker);
            long now = context.NowTicks;
            progressAt = now;
            if (!worker.IsConnected && workers.Count > throttle.WorkerLimit(now))
            {
                task = WorkerTask.End;
            }
            else if (context.IsStopping || throttle.IsBlocked(now) || !ready.TryTake(out ClaimedItem item))
            {
                bool due = nextDue <= now && !fetching && !context.IsStopping && !throttle.IsBlocked(now);
                fetching |= due;
                task = due ? WorkerTask.Fetch : Park(worker, now);
            }
            else if (!TryReserve(worker, item, now))
            {
                ready.PutBack(item);
                task = Park(worker, now);
                if ((workers.Count > 1 ? throttle.BlockedUntil : throttle.ConnectBlockedUntil) > now + DestinationThrottle.LongPause)
                    ready.DrainTo(back = []);
            }
            else
            {
                worker.Hold(item);
                task = WorkerTask.Deliver;
                fetch = ready.Count < ReadyQueue.LowWater && nextDue <= now && !fetching && throttle.Health == DestinationHealth.Proven;
                fetching |= fetch;
                Grow(now);
            }

            Plan(now);
        }

        if (back is not null)
            context.GiveBack(back);
        if (fetch)
            _ = FetchAsync();
        return task;
    }

    /// <summary>Fetches due entries into the ready queue; <see cref="fetching"/> is set by the caller.</summary>
    public async Task FetchAsync()
    {
        int limit;
        long now = context.NowTicks;
        lock (gate)
        {
            // Set before the store is asked: what becomes due meanwhile lowers it again.
            nextDue = long.MaxValue;
            limit = throttle.Health == DestinationHealth.Failing ? 1 : context.ReadyTotal.Share(throttle.Health, ready.Count);
        }

        (List<ClaimedItem> items, long next) = await context.Fetcher.FetchAsync(Name, limit);
        var wake = new List<DeliveryWorker>();
        lock (gate)
        {
            fetching = false;
            nextDue = Math.Min(nextDue, next);
            now = context.NowTicks;
            if (!context.IsStopping && !throttle.IsBlocked(now))
            {
                foreach (ClaimedItem item in items)
                    ready.Add(item);
                items.Clear();
                for (int i = Math.Min(idle.Count, ready.Count); i > 0; i--)
                    wake.Add(Unpark());
                Grow(now);
            }

            Plan(now);
            TryRetire(now);
        }

        foreach (DeliveryWorker worker in wake)
            worker.Wake(WorkerTask.Look);
        context.GiveBack(items);
    }

    /// <summary>A worker has ended.</summary>
    public void Ended(DeliveryWorker worker)
    {
        context.Connections.Give();
        lock (gate)
        {
            Arrived(worker);
            workers.Remove(worker);
            long now = context.NowTicks;
            Grow(now);
            Plan(now);
            TryRetire(now);
        }
    }

    /// <summary>Takes the limits of the route.</summary>
    public void Apply(RouteTarget target)
    {
        lock (gate)
            throttle.Apply(target);
    }

    /// <summary>A transaction got its replies.</summary>
    public void Succeeded()
    {
        if (throttle.IsSteady)
            return;
        lock (gate)
        {
            throttle.Succeeded();
            long now = context.NowTicks;
            Grow(now);
            Plan(now);
        }
    }

    /// <summary>A connection broke before any recipient had a lasting reply.</summary>
    public void Broke(SmtpReply reply)
    {
        bool rest;
        lock (gate)
            rest = throttle.Broke(workers.Count);
        if (rest)
            Rest(reply);
    }

    /// <summary>A worker reached no host.</summary>
    /// <returns>Whether the destination rests now; false when other workers are connected, so that the host only does not want more connections.</returns>
    public bool Unreachable(DeliveryWorker worker, SmtpReply reply)
    {
        lock (gate)
        {
            int connected = 0;
            foreach (DeliveryWorker other in workers)
                connected += other != worker && other.IsConnected ? 1 : 0;
            if (connected > 0)
            {
                throttle.Limit(connected, context.NowTicks);
                return false;
            }
        }

        Rest(reply);
        return true;
    }

    /// <summary>Lets no new attempt begin: gives the ready queue back and ends the idle workers.</summary>
    public void Stop()
    {
        var back = new List<ClaimedItem>();
        List<DeliveryWorker> ending;
        lock (gate)
        {
            ready.DrainTo(back);
            ending = [.. idle];
            while (idle.Count > 0)
                Unpark();
        }

        foreach (DeliveryWorker worker in ending)
            worker.Wake(WorkerTask.End);
        context.GiveBack(back);
    }

    /// <summary>Ends an idle worker whose slot others need.</summary>
    public void Retire(DeliveryWorker worker)
    {
        lock (gate)
        {
            int index = idle.IndexOf(worker);
            if (index < 0)
                return;
            Unpark(index);
        }

        worker.Wake(WorkerTask.End);
    }

    private void Rest(SmtpReply reply)
    {
        var back = new List<ClaimedItem>();
        lock (gate)
        {
            long now = context.NowTicks;
            progressAt = now;
            throttle.Rest(now, reply);
            ready.DrainTo(back);
            Plan(now);
        }

        context.GiveBack(back);
    }

    private void Arrived(DeliveryWorker worker)
    {
        if (!worker.IsOpening)
            return;
        worker.IsOpening = false;
        opening--;
    }

    private bool TryReserve(DeliveryWorker worker, ClaimedItem item, long now)
    {
        // By the limits of the message's own route, as far as that is known before the attempt, so that the first message counts too.
        if (!throttle.IsKnown || throttle.IsRated)
        {
            RouteTarget? target = item.Target ?? context.Dependencies.Router.FromTable(item.Entry.Recipients[0].Mailbox).Target;
            if (target?.Destination == Name)
                throttle.Apply(target);
        }

        if (!throttle.IsRated)
            return true;
        return throttle.TryTake(now, connects: !worker.IsConnected);
    }

    private WorkerTask Park(DeliveryWorker worker, long now)
    {
        if (!worker.IsConnected || context.IsStopping || throttle.IdleTimeout <= TimeSpan.Zero || !context.Connections.TryIdle(worker.IdleNode))
            return WorkerTask.End;
        worker.BeginIdle(now);
        idle.Add(worker);
        return WorkerTask.Idle;
    }
}
