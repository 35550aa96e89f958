using Relay.Core.Scheduling.Lifetime;
using Relay.Core.Scheduling.Timing;

namespace Relay.Core.Scheduling.Upkeep;

/// <summary>What is done from time to time: the sweep for late and old entries, the watchdog, the look at the clock, and a look at the whole
/// queue.</summary>
internal sealed class Housekeeping(UpkeepTasks tasks, ProgressWatchdog watchdog, ClockWatch clockWatch, SteadyClock clock, SchedulerLifetime life)
    : IThreadPoolWorkItem, IDisposable
{
    /// <summary>How often the sweep and the watchdog run.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);

    private readonly Lock gate = new();
    private ITimer? timer;
    private TaskCompletionSource? round;

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

    /// <summary>Begins with a first round, which reads the whole queue; the start does not wait for it.</summary>
    public void Start()
    {
        timer = clock.Provider.CreateTimer(static self => ((Housekeeping)self!).Ring(), this, Interval, Interval);
        Ring();
    }

    public void Dispose() => timer?.Dispose();

    private void Ring()
    {
        // The watchdog is no part of the round: it may have to report that the round is stuck.
        watchdog.Look();

        // A round that takes longer than the interval is not joined by a second one.
        lock (gate)
        {
            if (round is not null || life.IsStopping)
                return;
            round = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    private async Task RunAsync()
    {
        try
        {
            await tasks.RunAsync(clockWatch.Look());
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
