namespace Relay.Core.Spool.Content;

/// <summary>A few threads, begun when first needed, for calls that wait for a disk (fsync, unlink of large files), so that no thread of the pool does.</summary>
/// <remarks>What waits is bounded by its callers: one sync for each commit with large content, one removal for each message gone.</remarks>
internal sealed class DiskThreads : IAsyncDisposable
{
    private const int Count = 4;
    private readonly Queue<Action> waiting = new();
    private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int running;
    private int idle;
    private bool closing;

    /// <summary>Runs an action that throws nothing on one of the threads; drops it once the threads are ending.</summary>
    public void Post(Action action)
    {
        lock (waiting)
        {
            if (closing)
                return;
            waiting.Enqueue(action);
            if (waiting.Count > idle && running < Count)
                new Thread(Work) { IsBackground = true, Name = $"spool disk {++running}" }.Start();
            Monitor.Pulse(waiting);
        }
    }

    /// <summary>Runs an action on one of the threads; its exception is the task's.</summary>
    public Task RunAsync(Action action)
    {
        ObjectDisposedException.ThrowIf(closing, this);
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Post(() =>
        {
            try
            {
                action();
                done.SetResult();
            }
            catch (Exception fault)
            {
                done.SetException(fault);
            }
        });
        return done.Task;
    }

    private void Work()
    {
        while (Take() is { } action)
            action();
        lock (waiting)
        {
            if (--running == 0)
                ended.SetResult();
        }
    }

    private Action? Take()
    {
        lock (waiting)
        {
            idle++;
            while (waiting.Count == 0 && !closing)
                Monitor.Wait(waiting);
            idle--;
            return waiting.TryDequeue(out Action? action) ? action : null;
        }
    }

    /// <summary>Does what waits, then ends the threads.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (waiting)
        {
            closing = true;
            if (running == 0)
                return;
            Monitor.PulseAll(waiting);
        }

        await ended.Task;
    }
}
