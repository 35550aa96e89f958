using Relay.Core.Routing;
using Relay.Sdk.Replies;

namespace Relay.Core.Scheduling;

/// <summary>The side of a destination that its lanes see.</summary>
internal sealed partial class Destination
{
    /// <summary>Tells a lane what to do next.</summary>
    /// <remarks>An entry to deliver is put into its hands.</remarks>
    public LaneTask Take(Lane lane)
    {
        LaneTask task;
        bool fetch = false;
        List<Waiting>? back = null;
        lock (gate)
        {
            Arrived(lane);
            long now = context.NowTicks;
            progressAt = now;
            if (!lane.IsConnected && lanes.Count > pace.LaneLimit(now))
            {
                task = LaneTask.End;
            }
            else if (context.IsStopping || pace.IsBlocked(now) || !window.TryTake(out Waiting item))
            {
                bool due = nextDue <= now && !fetching && !context.IsStopping && !pace.IsBlocked(now);
                fetching |= due;
                task = due ? LaneTask.Fetch : Park(lane, now);
            }
            else if (!TryPace(lane, item, now))
            {
                window.PutBack(item);
                task = Park(lane, now);
                if ((lanes.Count > 1 ? pace.BlockedUntil : pace.ConnectBlockedUntil) > now + Pace.LongPause)
                    window.DrainTo(back = []);
            }
            else
            {
                lane.Hold(item);
                task = LaneTask.Deliver;
                fetch = window.Count < Window.LowWater && nextDue <= now && !fetching && pace.Standing == Standing.Proven;
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

    /// <summary>Fetches due entries into the window; <see cref="fetching"/> is set by the caller.</summary>
    public async Task FetchAsync()
    {
        int limit;
        long now = context.NowTicks;
        lock (gate)
        {
            // Set before the store is asked: what becomes due meanwhile lowers it again.
            nextDue = long.MaxValue;
            limit = pace.Standing == Standing.Failing ? 1 : context.Total.Share(pace.Standing, window.Count);
        }

        (List<Waiting> items, long next) = await context.Fetcher.FetchAsync(Name, limit);
        var wake = new List<Lane>();
        lock (gate)
        {
            fetching = false;
            nextDue = Math.Min(nextDue, next);
            now = context.NowTicks;
            if (!context.IsStopping && !pace.IsBlocked(now))
            {
                foreach (Waiting item in items)
                    window.Add(item);
                items.Clear();
                for (int i = Math.Min(idle.Count, window.Count); i > 0; i--)
                    wake.Add(Unpark());
                Grow(now);
            }

            Plan(now);
            TryRetire(now);
        }

        foreach (Lane lane in wake)
            lane.Wake(LaneTask.Look);
        context.GiveBack(items);
    }

    /// <summary>A lane has ended.</summary>
    public void Ended(Lane lane)
    {
        context.Slots.Give();
        lock (gate)
        {
            Arrived(lane);
            lanes.Remove(lane);
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
            pace.Apply(target);
    }

    /// <summary>A transaction got its replies.</summary>
    public void Succeeded()
    {
        if (pace.IsSteady)
            return;
        lock (gate)
        {
            pace.Succeeded();
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
            rest = pace.Broke(lanes.Count);
        if (rest)
            Rest(reply);
    }

    /// <summary>A lane reached no host.</summary>
    /// <returns>Whether the destination rests now; false when other lanes are connected, so that the host only does not want more connections.</returns>
    public bool Unreachable(Lane lane, SmtpReply reply)
    {
        lock (gate)
        {
            int connected = 0;
            foreach (Lane other in lanes)
                connected += other != lane && other.IsConnected ? 1 : 0;
            if (connected > 0)
            {
                pace.Limit(connected, context.NowTicks);
                return false;
            }
        }

        Rest(reply);
        return true;
    }

    /// <summary>Lets no new attempt begin: gives the window back and ends the idle lanes.</summary>
    public void Stop()
    {
        var back = new List<Waiting>();
        List<Lane> ending;
        lock (gate)
        {
            window.DrainTo(back);
            ending = [.. idle];
            while (idle.Count > 0)
                Unpark();
        }

        foreach (Lane lane in ending)
            lane.Wake(LaneTask.End);
        context.GiveBack(back);
    }

    /// <summary>Ends an idle lane whose slot others need.</summary>
    public void Retire(Lane lane)
    {
        lock (gate)
        {
            int index = idle.IndexOf(lane);
            if (index < 0)
                return;
            Unpark(index);
        }

        lane.Wake(LaneTask.End);
    }

    private void Rest(SmtpReply reply)
    {
        var back = new List<Waiting>();
        lock (gate)
        {
            long now = context.NowTicks;
            progressAt = now;
            pace.Rest(now, reply);
            window.DrainTo(back);
            Plan(now);
        }

        context.GiveBack(back);
    }

    private void Arrived(Lane lane)
    {
        if (!lane.IsOpening)
            return;
        lane.IsOpening = false;
        opening--;
    }

    private bool TryPace(Lane lane, Waiting item, long now)
    {
        // By the limits of the message's own route, as far as that is known before the attempt, so that the first message counts too.
        if (!pace.IsKnown || pace.IsRated)
        {
            RouteTarget? target = item.Target ?? context.Parts.Router.FromTable(item.Entry.Recipients[0].Mailbox).Target;
            if (target?.Destination == Name)
                pace.Apply(target);
        }

        if (!pace.IsRated)
            return true;
        return pace.TryTake(now, connects: !lane.IsConnected);
    }

    private LaneTask Park(Lane lane, long now)
    {
        if (!lane.IsConnected || context.IsStopping || pace.IdleTimeout <= TimeSpan.Zero || !context.Slots.TryIdle(lane.IdleNode))
            return LaneTask.End;
        lane.BeginIdle(now);
        idle.Add(lane);
        return LaneTask.Idle;
    }
}
