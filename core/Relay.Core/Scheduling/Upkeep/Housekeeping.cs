namespace Relay.Core.Scheduling.Upkeep;

/// <summary>What is done from time to time: the sweep for late and old entries, the watchdog, and a look at the whole queue.</summary>
internal sealed class Housekeeping : IThreadPoolWorkItem, IDisposable
{
    /// <summary>How often the sweep and the watchdog run.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);

    // The whole queue is looked at only now and then: it finds what another relay on a shared store has put there, and any wake-up ever missed.
    private const int RoundsPerLook = 20;

    private readonly HeldMailReview held;
    private readonly OverdueSweep sweep;
    private readonly ProgressWatchdog watchdog;
    private readonly BacklogReader backlog;
    private readonly SchedulerContext context;
    private readonly Lock gate = new();
    private ITimer? timer;
    private TaskCompletionSource? round;
    private int rounds;

    public Housekeeping(SchedulerContext context)
    {
        held = new HeldMailReview(context);
        sweep = new OverdueSweep(context);
        watchdog = new ProgressWatchdog(context);
        backlog = new BacklogReader(context);
        this.context = context;
    }

    public bool IsBusy => !Ended.IsCompleted;

    /// <summary>Completes with the round that is going on.</summary>
    public Task Ended
    {
        get
        {
            lock (gate)
                return round?.Task ?? Task.CompletedTask;
        }
    }

    public void Execute() => _ = RunAsync();

    /// <summary>Begins with a first round, which reads the whole queue; nobody has to wait for that.</summary>
    public void Start()
    {
        timer = context.Clock.CreateTimer(static self => ((Housekeeping)self!).Ring(), this, Interval, Interval);
        Ring();
    }

    public void Dispose() => timer?.Dispose();

    private void Ring()
    {
        // Not a part of the round, which may be waiting for just what the watchdog has to tell of.
        watchdog.Look();

        // A round that takes longer than the interval is not joined by a second one.
        lock (gate)
        {
            if (round is not null || context.IsStopping)
                return;
            round = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    private async Task RunAsync()
    {
        try
        {
            if (rounds % RoundsPerLook != 0 || await backlog.TryReadAsync())
                rounds++;
            await held.RunAsync();
            await sweep.RunAsync();
        }
        finally
        {
            TaskCompletionSource? done;
            lock (gate)
                (done, round) = (round, null);
            done?.TrySetResult();
        }
    }
}
