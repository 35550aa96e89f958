using Relay.Core.Scheduling.Entries;
using Relay.Sdk.Replies;

namespace Relay.Core.Scheduling.Destinations;

/// <summary>What waits for one destination, and the workers that work on it.</summary>
/// <remarks>
/// All state is under one lock that is held for moments only. Work that waits is in three places: the <see cref="ReadyQueue"/> in memory, a worker's
/// hands, and the spool, of which only the earliest due time is known here. <see cref="nextDue"/> may be too early, never too late.
/// </remarks>
internal sealed partial class Destination(string name, SchedulerContext context)
{
    private readonly Lock gate = new();
    private readonly ReadyQueue ready = new(context.ReadyTotal);
    private readonly DestinationThrottle throttle = new(context.Settings.Delivery, context.Clock);
    private readonly List<DeliveryWorker> workers = [];
    private readonly List<DeliveryWorker> idle = [];
    private readonly WakeTimes wakeTimes = new();
    private int opening;
    private long nextDue = long.MaxValue;
    private long progressAt = context.NowTicks;
    private bool fetching;
    private bool inLine;
    private bool retired;

    public string Name { get; } = name;

    /// <summary>Why it could not be reached; null when it can.</summary>
    public SmtpReply? Trouble => throttle.Trouble;

    /// <summary>Until when nothing is sent to it; in the past when nothing is in the way.</summary>
    public DateTimeOffset RestsUntil => new(throttle.BlockedUntil, TimeSpan.Zero);

    /// <summary>Whether a new entry could go to a worker, as far as this destination is concerned.</summary>
    public bool HasRoom => !ready.IsFull && !context.ReadyTotal.IsFullFor(throttle.Health) && throttle.Admits(context.NowTicks);

    /// <summary>Workers and fetches at work: neither idle nor about to start.</summary>
    public int Busy
    {
        get
        {
            lock (gate)
                return workers.Count - idle.Count + (fetching ? 1 : 0);
        }
    }

    /// <summary>Takes over a claimed entry; false when the destination has been forgotten and a new one has to be made.</summary>
    public bool TryOffer(ClaimedItem item)
    {
        DeliveryWorker? worker = null;
        bool taken = false;
        lock (gate)
        {
            if (retired)
                return false;
            long now = context.NowTicks;
            if (ready.Count == 0)
                progressAt = now;
            if (!context.IsStopping && !ready.IsFull && !context.ReadyTotal.IsFullFor(throttle.Health) && throttle.Admits(now))
            {
                taken = true;
                worker = idle.Count > 0 && !throttle.IsBlocked(now) ? Unpark() : null;
                bool hand = worker is not null && ready.Count == 0 && !throttle.IsRated;
                if (hand)
                    worker!.Hold(item);
                else
                    ready.Add(item);
                Grow(now);
                Plan(now);
            }
        }

        worker?.Wake(worker.IsHolding ? WorkerTask.Deliver : WorkerTask.Look);
        if (!taken)
            context.GiveBack([item]);
        return true;
    }

    /// <summary>Notes that the spool has an entry due at a time; false when the destination has been forgotten.</summary>
    public bool TryNoteDue(long ticks)
    {
        DeliveryWorker? worker = null;
        lock (gate)
        {
            if (retired)
                return false;
            long now = context.NowTicks;
            nextDue = Math.Min(nextDue, ticks);
            if (nextDue <= now && !fetching && !throttle.IsBlocked(now) && idle.Count > 0)
                worker = Unpark();
            else
                Grow(now);
            Plan(now);
        }

        worker?.Wake(WorkerTask.Look);
        return true;
    }

    /// <summary>Called by the wake timer.</summary>
    public void Tick(long ticks)
    {
        List<DeliveryWorker>? expired = null;
        DeliveryWorker? woken = null;
        lock (gate)
        {
            wakeTimes.Passed(ticks);
            long now = context.NowTicks;
            while (idle.Count > 0 && idle[0].IdleSince + throttle.IdleTimeout.Ticks <= now)
            {
                (expired ??= []).Add(idle[0]);
                Unpark(0);
            }

            if (idle.Count > 0 && !throttle.IsBlocked(now) && (ready.Count > 0 || (nextDue <= now && !fetching)))
                woken = Unpark();
            else
                Grow(now);
            Plan(now);
            TryRetire(now);
        }

        woken?.Wake(WorkerTask.Look);
        if (expired is null)
            return;
        foreach (DeliveryWorker worker in expired)
            worker.Wake(WorkerTask.End);
    }

    /// <summary>A slot that it waited for is free; false when it has no use for it any more.</summary>
    public bool TryUseSlot()
    {
        lock (gate)
        {
            inLine = false;
            long now = context.NowTicks;
            if (!WantsWorker(now))
                return false;
            StartWorker();
            return true;
        }
    }

    // More workers as the backlog needs them: as many as entries wait, less those already on their way to take one.
    private void Grow(long now)
    {
        while (WantsWorker(now))
        {
            if (inLine && workers.Count == 0)
                return;
            if (!context.Connections.TryTake(this, throttle.Health, workers.Count))
            {
                inLine |= workers.Count == 0;
                return;
            }

            StartWorker();
        }
    }

    private bool WantsWorker(long now) =>
        !retired && !context.IsStopping && throttle.ConnectBlockedUntil <= now && idle.Count == 0
        && ready.Count + (nextDue <= now && !fetching ? 1 : 0) > opening
        && workers.Count < throttle.WorkerLimit(now);

    private void StartWorker()
    {
        var worker = new DeliveryWorker(this, context);
        workers.Add(worker);
        opening++;
        ThreadPool.UnsafeQueueUserWorkItem(worker, preferLocal: false);
    }

    // Sees to it that Tick comes when something has to happen without a worker.
    private void Plan(long now)
    {
        long next = long.MaxValue;
        if (idle.Count > 0)
            next = idle[0].IdleSince + throttle.IdleTimeout.Ticks;
        if (throttle.ConnectBlockedUntil > now)
            next = Math.Min(next, throttle.ConnectBlockedUntil);
        else if (nextDue > now)
            next = Math.Min(next, nextDue);
        WakeAt(next);
    }

    private void WakeAt(long ticks)
    {
        if (ticks != long.MaxValue && wakeTimes.TryAdd(ticks))
            context.WakeTimer.Add(this, ticks);
    }

    private void TryRetire(long now)
    {
        if (retired || workers.Count > 0 || ready.Count > 0 || fetching || nextDue != long.MaxValue)
            return;
        ready.Trim();
        if (throttle.IsForgettable(now, progressAt))
        {
            retired = true;
            context.Forget(this);
        }
        else if (wakeTimes.IsEmpty)
        {
            WakeAt(now + TimeSpan.TicksPerMinute);
        }
    }

    private DeliveryWorker Unpark() => Unpark(idle.Count - 1);

    private DeliveryWorker Unpark(int index)
    {
        DeliveryWorker worker = idle[index];
        idle.RemoveAt(index);
        context.Connections.EndIdle(worker.IdleNode);
        return worker;
    }
}
