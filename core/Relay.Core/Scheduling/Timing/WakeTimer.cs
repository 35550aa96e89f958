namespace Relay.Core.Scheduling.Timing;

/// <summary>Wakes destinations at their times: one heap and one timer for all of them.</summary>
internal sealed class WakeTimer : IThreadPoolWorkItem, IDisposable
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(1);

    private readonly Lock gate = new();
    private readonly PriorityQueue<IWakeable, long> times = new();
    private readonly ITimer timer;
    private Instant armedFor = Instant.Never;
    private bool closed;
    private int running;

    public WakeTimer(SteadyClock clock)
    {
        Clock = clock;

        // The work is handed to the thread pool: a clock may call back while a caller inside this class sets the timer.
        timer = clock.Provider.CreateTimer(static self => ((WakeTimer)self!).Ring(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public SteadyClock Clock { get; }

    /// <summary>Whether destinations are being woken.</summary>
    public bool IsBusy => Volatile.Read(ref running) > 0;

    /// <summary>Asks to be woken at a time. Earlier requests of the same caller stay, so ask once for each time.</summary>
    public void Add(IWakeable sleeper, Instant time)
    {
        lock (gate)
        {
            if (closed)
                return;
            times.Enqueue(sleeper, time.Ticks);
            if (time < armedFor)
                Arm(time, Clock.Now);
        }
    }

    /// <summary>Drops all requests.</summary>
    public void Dispose()
    {
        lock (gate)
        {
            closed = true;
            times.Clear();
        }

        timer.Dispose();
    }

    /// <summary>Wakes everything that is due.</summary>
    public void Execute()
    {
        var due = new List<(IWakeable Sleeper, Instant Time)>();
        Instant now = Clock.Now;
        lock (gate)
        {
            while (times.TryPeek(out IWakeable? sleeper, out long ticks) && ticks <= now.Ticks)
            {
                times.Dequeue();
                due.Add((sleeper, new Instant(ticks)));
            }

            armedFor = Instant.Never;
            if (!closed && times.TryPeek(out _, out long next))
                Arm(new Instant(next), now);
        }

        foreach ((IWakeable sleeper, Instant time) in due)
            sleeper.Wake(time);
        Interlocked.Decrement(ref running);
    }

    private void Ring()
    {
        Interlocked.Increment(ref running);
        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    private void Arm(Instant time, Instant now)
    {
        armedFor = time;
        TimeSpan wait = time - now;
        timer.Change(wait < Shortest ? Shortest : wait > Longest ? Longest : wait, Timeout.InfiniteTimeSpan);
    }
}
