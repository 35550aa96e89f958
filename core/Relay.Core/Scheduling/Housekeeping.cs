namespace Relay.Core.Scheduling;

/// <summary>What is done from time to time: the sweep for late and old entries, the watchdog, and a look at the whole queue.</summary>
internal sealed class Housekeeping : IThreadPoolWorkItem, IDisposable
{
    /// <summary>How often the sweep and the watchdog run.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);

    // The whole queue is looked at only now and then: it finds what another relay on a shared store has put there, and any wake-up ever missed.
    private const int RoundsPerLook = 20;

    private readonly AttentionSweep sweep;
    private readonly ProgressWatchdog watchdog;
    private readonly BacklogReader backlog;
    private readonly SchedulerContext context;
    private ITimer? timer;
    private int running;
    private int rounds;

    public Housekeeping(SchedulerContext context)
    {
        sweep = new AttentionSweep(context);
        watchdog = new ProgressWatchdog(context);
        backlog = new BacklogReader(context);
        this.context = context;
    }

    public bool IsBusy => Volatile.Read(ref running) != 0;

    public void Execute() => _ = RunAsync();

    public void Start() => timer = context.Clock.CreateTimer(static self => ((Housekeeping)self!).Ring(), this, Interval, Interval);

    public void Dispose() => timer?.Dispose();

    private void Ring()
    {
        // A round that takes longer than the interval is not joined by a second one.
        if (Interlocked.Exchange(ref running, 1) == 0)
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    private async Task RunAsync()
    {
        try
        {
            await sweep.RunAsync();
            watchdog.Look();
            if (++rounds % RoundsPerLook == 0)
                await backlog.ReadAsync();
        }
        finally
        {
            Volatile.Write(ref running, 0);
        }
    }
}
