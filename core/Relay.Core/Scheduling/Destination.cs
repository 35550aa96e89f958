using Relay.Sdk.Replies;

namespace Relay.Core.Scheduling;

/// <summary>What waits for one destination, and the lanes that work on it.</summary>
/// <remarks>
/// All state is under one lock that is held for moments only. Work that waits is in three places: the <see cref="Window"/> in memory, a lane's
/// hands, and the spool, of which only the earliest due time is known here. <see cref="nextDue"/> may be too early, never too late.
/// </remarks>
internal sealed partial class Destination(string name, SchedulerContext context)
{
    private readonly Lock gate = new();
    private readonly Window window = new(context.Total);
    private readonly Pace pace = new(context.Settings.Delivery, context.Clock);
    private readonly List<Lane> lanes = [];
    private readonly List<Lane> idle = [];
    private readonly WakeTimes wakeTimes = new();
    private int opening;
    private long nextDue = long.MaxValue;
    private long progressAt = context.NowTicks;
    private bool fetching;
    private bool inLine;
    private bool retired;

    public string Name { get; } = name;

    /// <summary>Why it could not be reached; null when it can.</summary>
    public SmtpReply? Trouble => pace.Trouble;

    /// <summary>Until when nothing is sent to it; in the past when nothing is in the way.</summary>
    public DateTimeOffset RestsUntil => new(pace.BlockedUntil, TimeSpan.Zero);

    /// <summary>Whether a new entry could go to a lane, as far as this destination is concerned.</summary>
    public bool HasRoom => !window.IsFull && !context.Total.IsFullFor(pace.Standing) && pace.Admits(context.NowTicks);

    /// <summary>Lanes and fetches at work: neither idle nor about to start.</summary>
    public int Busy
    {
        get
        {
            lock (gate)
                return lanes.Count - idle.Count + (fetching ? 1 : 0);
        }
    }

    /// <summary>Takes over a claimed entry; false when the destination has been forgotten and a new one has to be made.</summary>
    public bool TryOffer(Waiting item)
    {
        Lane? lane = null;
        bool taken = false;
        lock (gate)
        {
            if (retired)
                return false;
            long now = context.NowTicks;
            if (window.Count == 0)
                progressAt = now;
            if (!context.IsStopping && !window.IsFull && !context.Total.IsFullFor(pace.Standing) && pace.Admits(now))
            {
                taken = true;
                lane = idle.Count > 0 && !pace.IsBlocked(now) ? Unpark() : null;
                bool hand = lane is not null && window.Count == 0 && !pace.IsRated;
                if (hand)
                    lane!.Hold(item);
                else
                    window.Add(item);
                Grow(now);
                Plan(now);
            }
        }

        lane?.Wake(lane.IsHolding ? LaneTask.Deliver : LaneTask.Look);
        if (!taken)
            context.GiveBack([item]);
        return true;
    }

    /// <summary>Notes that the spool has an entry due at a time; false when the destination has been forgotten.</summary>
    public bool TryNoteDue(long ticks)
    {
        Lane? lane = null;
        lock (gate)
        {
            if (retired)
                return false;
            long now = context.NowTicks;
            nextDue = Math.Min(nextDue, ticks);
            if (nextDue <= now && !fetching && !pace.IsBlocked(now) && idle.Count > 0)
                lane = Unpark();
            else
                Grow(now);
            Plan(now);
        }

        lane?.Wake(LaneTask.Look);
        return true;
    }

    /// <summary>Called by the timetable.</summary>
    public void Tick(long ticks)
    {
        List<Lane>? expired = null;
        Lane? worker = null;
        lock (gate)
        {
            wakeTimes.Passed(ticks);
            long now = context.NowTicks;
            while (idle.Count > 0 && idle[0].IdleSince + pace.IdleTimeout.Ticks <= now)
            {
                (expired ??= []).Add(idle[0]);
                Unpark(0);
            }

            if (idle.Count > 0 && !pace.IsBlocked(now) && (window.Count > 0 || (nextDue <= now && !fetching)))
                worker = Unpark();
            else
                Grow(now);
            Plan(now);
            TryRetire(now);
        }

        worker?.Wake(LaneTask.Look);
        if (expired is null)
            return;
        foreach (Lane lane in expired)
            lane.Wake(LaneTask.End);
    }

    /// <summary>A slot that it waited for is free; false when it has no use for it any more.</summary>
    public bool TryUseSlot()
    {
        lock (gate)
        {
            inLine = false;
            long now = context.NowTicks;
            if (!WantsLane(now))
                return false;
            StartLane();
            return true;
        }
    }

    // More lanes as the backlog needs them: as many as entries wait, less those already on their way to take one.
    private void Grow(long now)
    {
        while (WantsLane(now))
        {
            if (inLine && lanes.Count == 0)
                return;
            if (!context.Slots.TryTake(this, pace.Standing, lanes.Count))
            {
                inLine |= lanes.Count == 0;
                return;
            }

            StartLane();
        }
    }

    private bool WantsLane(long now) =>
        !retired && !context.IsStopping && pace.ConnectBlockedUntil <= now && idle.Count == 0
        && window.Count + (nextDue <= now && !fetching ? 1 : 0) > opening
        && lanes.Count < pace.LaneLimit(now);

    private void StartLane()
    {
        var lane = new Lane(this, context);
        lanes.Add(lane);
        opening++;
        ThreadPool.UnsafeQueueUserWorkItem(lane, preferLocal: false);
    }

    // Sees to it that Tick comes when something has to happen without a lane.
    private void Plan(long now)
    {
        long next = long.MaxValue;
        if (idle.Count > 0)
            next = idle[0].IdleSince + pace.IdleTimeout.Ticks;
        if (pace.ConnectBlockedUntil > now)
            next = Math.Min(next, pace.ConnectBlockedUntil);
        else if (nextDue > now)
            next = Math.Min(next, nextDue);
        WakeAt(next);
    }

    private void WakeAt(long ticks)
    {
        if (ticks != long.MaxValue && wakeTimes.TryAdd(ticks))
            context.Timetable.Add(this, ticks);
    }

    private void TryRetire(long now)
    {
        if (retired || lanes.Count > 0 || window.Count > 0 || fetching || nextDue != long.MaxValue)
            return;
        window.Trim();
        if (pace.IsForgettable(now, progressAt))
        {
            retired = true;
            context.Forget(this);
        }
        else if (wakeTimes.IsEmpty)
        {
            WakeAt(now + TimeSpan.TicksPerMinute);
        }
    }

    private Lane Unpark() => Unpark(idle.Count - 1);

    private Lane Unpark(int index)
    {
        Lane lane = idle[index];
        idle.RemoveAt(index);
        context.Slots.EndIdle(lane.IdleNode);
        return lane;
    }
}
