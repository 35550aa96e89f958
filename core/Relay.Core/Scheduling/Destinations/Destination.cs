using Relay.Core.Scheduling.Connections;
using Relay.Core.Scheduling.Entries;
using Relay.Core.Scheduling.Timing;
using Relay.Core.Settings;
using Relay.Sdk.Replies;

namespace Relay.Core.Scheduling.Destinations;

/// <summary>What waits for one destination, and the workers that send it.</summary>
/// <remarks>
/// All state is under one lock that is held for moments only. Work that waits is in three places: the <see cref="ReadyQueue"/> in memory, a worker's
/// hands, and the spool, of which only the earliest due time is known here. <see cref="nextDue"/> may be too early, never too late.
/// </remarks>
internal sealed partial class Destination(
    string name, DestinationThrottle throttle, ReadyQueue ready, WakeTimer timer, ConnectionLimiter connections, IDestinationOwner owner)
        : IConnectionSeeker, IWakeable
{
    private static readonly TimeSpan LastLook = TimeSpan.FromMinutes(1);

    private readonly Lock gate = new();
    private readonly List<DeliveryWorker> workers = [];
    private readonly List<DeliveryWorker> idle = [];
    private readonly WakeTimes wakeTimes = new();
    private readonly SteadyClock clock = timer.Clock;
    private int opening;
    private Instant nextDue = Instant.Never;
    private Instant progressAt = timer.Clock.Now;
    private bool fetching;
    private bool inLine;
    private bool inLookupLine;
    private bool retired;

    public string Name { get; } = name;

    public DestinationHealth Health => throttle.Health;

    /// <summary>Why it could not be reached; null when it can.</summary>
    public SmtpReply? Trouble => throttle.Trouble;

    /// <summary>Until when nothing is sent to it; null when nothing is in the way.</summary>
    public DateTimeOffset? RestsUntil
    {
        get
        {
            lock (gate)
                return throttle.IsBlocked(clock.Now) ? clock.UtcOf(throttle.BlockedUntil) : null;
        }
    }

    /// <summary>Whether a new entry could go to a worker, as far as this destination is concerned.</summary>
    public bool HasRoom => !ready.IsFullFor(throttle.Health) && throttle.Admits(clock.Now);

    /// <summary>Workers and fetches at work: neither idle nor about to start.</summary>
    public int Busy
    {
        get
        {
            lock (gate)
                return workers.Count - idle.Count + (fetching ? 1 : 0);
        }
    }

    /// <summary>Takes over a claimed entry; false when the destination has been forgotten and has to be made again.</summary>
    public bool TryOffer(ClaimedItem item)
    {
        DeliveryWorker? worker = null;
        bool taken = false;
        lock (gate)
        {
            if (retired)
                return false;
            Instant now = clock.Now;
            if (ready.Count == 0)
                progressAt = now;
            if (!owner.IsStopping && !ready.IsFullFor(throttle.Health) && throttle.Admits(now))
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
            owner.GiveBack([item]);
        return true;
    }

    /// <summary>Notes that the spool has an entry due at a time; false when the destination has been forgotten.</summary>
    public bool TryNoteDue(Instant due)
    {
        DeliveryWorker? worker = null;
        lock (gate)
        {
            if (retired)
                return false;
            Instant now = clock.Now;
            nextDue = Instant.Earlier(nextDue, due);
            if (IsFetchDue(now) && idle.Count > 0)
                worker = Unpark();
            else
                Grow(now);
            Plan(now);
        }

        worker?.Wake(WorkerTask.Look);
        return true;
    }

    /// <summary>Called by the wake timer.</summary>
    public void Wake(Instant time)
    {
        List<DeliveryWorker>? expired = null;
        DeliveryWorker? woken = null;
        lock (gate)
        {
            wakeTimes.Passed(time);
            Instant now = clock.Now;
            while (idle.Count > 0 && idle[0].IdleSince + throttle.IdleTimeout <= now)
            {
                (expired ??= []).Add(idle[0]);
                Unpark(0);
            }

            woken = UnparkOrGrow(now);
            Plan(now);
            TryRetire(now);
        }

        woken?.Wake(WorkerTask.Look);
        if (expired is null)
            return;
        foreach (DeliveryWorker worker in expired)
            worker.Wake(WorkerTask.End);
    }

    /// <inheritdoc/>
    public bool TryUseSlot()
    {
        lock (gate)
        {
            inLine = false;
            if (!WantsWorker(clock.Now))
                return false;
            StartWorker();
            return true;
        }
    }

    /// <inheritdoc/>
    public bool LookupMayBegin()
    {
        lock (gate)
        {
            inLookupLine = false;
            Instant now = clock.Now;
            bool wanted = WantsWorker(now);
            Grow(now);
            Plan(now);
            return wanted;
        }
    }

    /// <summary>Takes over the transport as new settings have it.</summary>
    public void Apply(TransportSettings transport)
    {
        DeliveryWorker? woken = null;
        lock (gate)
        {
            throttle.Apply(transport);
            Instant now = clock.Now;
            woken = UnparkOrGrow(now);
            Plan(now);
        }

        woken?.Wake(WorkerTask.Look);
    }

    private DeliveryWorker? UnparkOrGrow(Instant now)
    {
        if (idle.Count > 0 && !throttle.IsBlocked(now) && (ready.Count > 0 || IsFetchDue(now)))
            return Unpark();
        Grow(now);
        return null;
    }

    // More workers as the backlog needs them: as many as entries wait, less those already on their way to take one.
    private void Grow(Instant now)
    {
        while (WantsWorker(now))
        {
            if (inLine && workers.Count == 0)
                return;
            if (!connections.TryTake(this, workers.Count))
            {
                inLine |= workers.Count == 0;
                return;
            }

            StartWorker();
        }
    }

    private bool WantsWorker(Instant now) =>
        !retired && !owner.IsStopping && !inLookupLine && throttle.ConnectBlockedUntil <= now && idle.Count == 0
        && ready.Count + (nextDue <= now && !fetching ? 1 : 0) > opening
        && workers.Count < throttle.WorkerLimit(now);

    private bool IsFetchDue(Instant now) => nextDue <= now && !fetching && !throttle.IsBlocked(now);

    private void StartWorker()
    {
        workers.Add(owner.StartWorker(this));
        opening++;
    }

    // Sees to it that Wake is called when something has to happen without a worker.
    private void Plan(Instant now)
    {
        Instant next = idle.Count > 0 ? idle[0].IdleSince + throttle.IdleTimeout : Instant.Never;
        if (throttle.ConnectBlockedUntil > now)
            next = Instant.Earlier(next, throttle.ConnectBlockedUntil);
        else if (nextDue > now)
            next = Instant.Earlier(next, nextDue);
        WakeAt(next);
    }

    private void WakeAt(Instant time)
    {
        if (time != Instant.Never && wakeTimes.TryAdd(time))
            timer.Add(this, time);
    }

    private void TryRetire(Instant now)
    {
        if (retired || workers.Count > 0 || ready.Count > 0 || fetching || nextDue != Instant.Never)
            return;
        ready.Trim();
        if (throttle.IsForgettable(now, progressAt))
        {
            retired = true;
            owner.Forget(this);
        }
        else if (wakeTimes.IsEmpty)
        {
            WakeAt(now + LastLook);
        }
    }

    private DeliveryWorker Unpark() => Unpark(idle.Count - 1);

    private DeliveryWorker Unpark(int index)
    {
        DeliveryWorker worker = idle[index];
        idle.RemoveAt(index);
        connections.EndIdle(worker.IdleNode);
        return worker;
    }
}
