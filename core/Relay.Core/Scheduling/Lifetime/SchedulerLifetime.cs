using Relay.Core.Handlers.Guarding;

namespace Relay.Core.Scheduling.Lifetime;

/// <summary>Whether the scheduler runs, stops or gives up, and how many workers it still has.</summary>
internal sealed class SchedulerLifetime : IDisposable
{
    private readonly CancellationTokenSource abort = new();
    private readonly TaskCompletionSource workersEnded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool stopping;
    private int workers;

    /// <summary>Whether no new attempt may begin.</summary>
    public bool IsStopping => stopping;

    /// <summary>Fires when deliveries in flight have to be given up.</summary>
    public CancellationToken Abort => abort.Token;

    /// <summary>Workers at work or idle.</summary>
    public int Workers => Volatile.Read(ref workers);

    /// <summary>Completes when all workers have ended; after <see cref="BeginStop"/> only.</summary>
    public Task WorkersEnded => Workers == 0 ? Task.CompletedTask : workersEnded.Task;

    public void WorkerStarted() => Interlocked.Increment(ref workers);

    public void WorkerEnded()
    {
        if (Interlocked.Decrement(ref workers) == 0 && stopping)
            workersEnded.TrySetResult();
    }

    public void BeginStop() => stopping = true;

    public void GiveUp() => abort.CancelOffThread();

    public void Dispose() => abort.Dispose();
}
