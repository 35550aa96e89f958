namespace Relay.Core.Spool.Disk;

/// <summary>A few threads, begun when first needed, for calls that wait for a disk (fsync, unlink of large files), so that no thread of the pool
/// does.</summary>
/// <remarks>What waits is bounded by its callers: one sync for each commit with large content, one removal for each message gone.</remarks>
internal sealed class DiskThreads(TimeProvider time) : IAsyncDisposable
{
    private const int Count = 4;
    private readonly Queue<(Action Action, long Since)> waiting = new();
    private readonly List<long> begun = new(Count);
    private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int running;
    private int idle;
    private bool closing;

    /// <summary>How long the oldest call has been waiting or running; zero when there is none.</summary>
    public TimeSpan OldestAge
    {
        get
        {
            lock (waiting)
            {
                // They begin in their order, so the oldest of those that run is the oldest of all.
                if (begun.Count > 0)
                    return time.GetElapsedTime(begun.Min());
                return waiting.TryPeek(out (Action Action, long Since) next) ? time.GetElapsedTime(next.Since) : TimeSpan.Zero;
            }
        }
    }

    /// <summary>Runs an action that throws nothing on one of the threads.</summary>
    /// <returns>False once the threads are ending: it is dropped.</returns>
    public bool Post(Action action)
    {
        lock (waiting)
        {
            if (closing)
                return false;
            waiting.Enqueue((action, time.GetTimestamp()));
            if (waiting.Count > idle && running < Count)
                new Thread(Work) { IsBackground = true, Name = $"spool disk {++running}" }.Start();
            Monitor.Pulse(waiting);
            return true;
        }
    }

    /// <summary>Runs an action on one of the threads; its exception is the task's.</summary>
    /// <exception cref="ObjectDisposedException">The threads are ending.</exception>
    public Task RunAsync(Action action)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        bool isPosted = Post(() =>
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
        ObjectDisposedException.ThrowIf(!isPosted, this);
        return done.Task;
    }

    private void Work()
    {
        while (Take() is { } next)
        {
            next.Action();
            lock (waiting)
                begun.Remove(next.Since);
        }

        lock (waiting)
        {
            if (--running == 0)
                ended.SetResult();
        }
    }

    private (Action Action, long Since)? Take()
    {
        lock (waiting)
        {
            idle++;
            while (waiting.Count == 0 && !closing)
                Monitor.Wait(waiting);
            idle--;
            if (!waiting.TryDequeue(out (Action Action, long Since) next))
                return null;
            begun.Add(next.Since);
            return next;
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
