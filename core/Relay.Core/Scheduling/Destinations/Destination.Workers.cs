using Relay.Core.Scheduling.Connections;
using Relay.Core.Scheduling.Entries;
using Relay.Core.Scheduling.Timing;
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
            Instant now = clock.Now;
            progressAt = now;
            bool mayConnect = !inLookupLine && !throttle.LacksResources(now);
            if (!worker.IsConnected && workers.Count > throttle.WorkerLimit(now))
            {
                task = WorkerTask.End;
            }
            else if (owner.IsStopping || throttle.IsBlocked(now) || (!worker.IsConnected && !mayConnect) || !ready.TryTake(out ClaimedItem item))
            {
                bool due = IsFetchDue(now) && !owner.IsStopping && (worker.IsConnected || mayConnect);
                fetching |= due;
                task = due ? WorkerTask.Fetch : Park(worker, now);
            }
            else if (throttle.IsRated && !throttle.TryTake(now, connects: !worker.IsConnected))
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
            owner.GiveBack(back);
        if (fetch)
            _ = FetchAsync();
        return task;
    }

    /// <summary>Fetches due entries into the ready queue; <see cref="fetching"/> is set by the caller.</summary>
    public async Task FetchAsync()
    {
        int limit;
        lock (gate)
        {
            // Set before the store is asked: what becomes due meanwhile lowers it again.
            nextDue = Instant.Never;
            limit = throttle.Health == DestinationHealth.Failing ? 1 : ready.Share(throttle.Health);
        }

        (List<ClaimedItem> items, Instant next) = await owner.FetchAsync(Name, limit);
        var wake = new List<DeliveryWorker>();
        lock (gate)
        {
            fetching = false;
            nextDue = Instant.Earlier(nextDue, next);
            Instant now = clock.Now;
            if (!owner.IsStopping && !throttle.IsBlocked(now))
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
        owner.GiveBack(items);
    }

    /// <summary>A worker has ended; its slot is given back.</summary>
    public void Ended(DeliveryWorker worker)
    {
        lock (gate)
        {
            Arrived(worker);
            workers.Remove(worker);
            Instant now = clock.Now;
            Grow(now);
            Plan(now);
            TryRetire(now);
        }
    }

    /// <summary>A transaction got its replies.</summary>
    public void Succeeded()
    {
        if (throttle.IsSteady)
            return;
        TimeSpan? failing;
        lock (gate)
        {
            Instant now = clock.Now;
            failing = throttle.Succeeded(now);
            Grow(now);
            Plan(now);
        }

        if (failing is { } time)
            owner.Recovered(this, time);
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
    /// <returns>Whether the destination rests now; false when other workers are connected, so that the host only does not want more
    /// connections.</returns>
    public bool Unreachable(DeliveryWorker worker, SmtpReply reply)
    {
        lock (gate)
        {
            int connected = 0;
            foreach (DeliveryWorker other in workers)
                connected += other != worker && other.IsConnected ? 1 : 0;
            if (connected > 0)
            {
                throttle.Limit(connected, clock.Now);
                return false;
            }
        }

        Rest(reply);
        return true;
    }

    /// <summary>A worker could not begin a DNS look-up: no other begins before the destination's turn has come.</summary>
    public void WaitForLookup()
    {
        lock (gate)
            inLookupLine = inLookupLine || connections.TryWaitForLookup(this);
    }

    /// <summary>This machine could not make a connection: the destination waits a moment, and is not blamed.</summary>
    public void LackResources()
    {
        lock (gate)
        {
            Instant now = clock.Now;
            throttle.LackResources(now);
            Plan(now);
        }
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
        owner.GiveBack(back);
    }

    /// <summary>Ends an idle worker because other destinations need its slot.</summary>
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
        TimeSpan? length;
        lock (gate)
        {
            Instant now = clock.Now;
            progressAt = now;
            length = throttle.Rest(now, reply);
            ready.DrainTo(back);
            Plan(now);
        }

        if (length is { } time)
            owner.Rests(this, time, reply);
        owner.GiveBack(back);
    }

    private void Arrived(DeliveryWorker worker)
    {
        if (!worker.IsOpening)
            return;
        worker.IsOpening = false;
        opening--;
    }

    private WorkerTask Park(DeliveryWorker worker, Instant now)
    {
        if (!worker.IsConnected || owner.IsStopping || throttle.IdleTimeout <= TimeSpan.Zero || !connections.TryIdle(worker.IdleNode))
            return WorkerTask.End;
        worker.BeginIdle(now);
        idle.Add(worker);
        return WorkerTask.Idle;
    }
}
