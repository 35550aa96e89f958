namespace Relay.Core.Scheduling.Destinations;

/// <summary>Wakes destinations at their times: one heap and one timer for all of them.</summary>
internal sealed class WakeTimer : IThreadPoolWorkItem, IDisposable
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(1);

    private readonly Lock gate = new();
    private readonly PriorityQueue<Destination, long> times = new();
    private readonly TimeProvider clock;
    private readonly ITimer timer;
    private long armedFor = long.MaxValue;
    private bool closed;
    private int running;

    public WakeTimer(TimeProvider clock)
    {
        this.clock = clock;

        // The work hops to the pool, because a clock may call back while somebody inside here sets the timer.
        timer = clock.CreateTimer(static self => ((WakeTimer)self!).Ring(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Whether destinations are being woken.</summary>
    public bool IsBusy => Volatile.Read(ref running) > 0;

    /// <summary>Asks for <see cref="Destination.Tick"/> at a time. Other wishes of the same destination stay, so that each is to be made once.</summary>
    public void Add(Destination destination, long ticks)
    {
        lock (gate)
        {
            if (closed)
                return;
            times.Enqueue(destination, ticks);
            if (ticks < armedFor)
                Arm(ticks, clock.GetUtcNow().UtcTicks);
        }
    }

    /// <summary>Ends all wishes.</summary>
    public void Dispose()
    {
        lock (gate)
        {
            closed = true;
            times.Clear();
        }

        timer.Dispose();
    }

    /// <summary>Wakes those whose time has come.</summary>
    public void Execute()
    {
        var due = new List<(Destination Destination, long Ticks)>();
        long now = clock.GetUtcNow().UtcTicks;
        lock (gate)
        {
            while (times.TryPeek(out Destination? destination, out long ticks) && ticks <= now)
            {
                times.Dequeue();
                due.Add((destination, ticks));
            }

            armedFor = long.MaxValue;
            if (!closed && times.TryPeek(out _, out long next))
                Arm(next, now);
        }

        foreach ((Destination destination, long ticks) in due)
            destination.Tick(ticks);
        Interlocked.Decrement(ref running);
    }

    private void Ring()
    {
        Interlocked.Increment(ref running);
        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    private void Arm(long ticks, long now)
    {
        armedFor = ticks;
        TimeSpan wait = TimeSpan.FromTicks(Math.Max(0, ticks - now));
        timer.Change(wait < Shortest ? Shortest : wait > Longest ? Longest : wait, Timeout.InfiniteTimeSpan);
    }
}
