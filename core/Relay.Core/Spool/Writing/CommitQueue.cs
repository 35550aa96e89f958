namespace Relay.Core.Spool.Writing;

/// <summary>The requests that wait for the writer thread. Bounded; a full queue makes callers wait.</summary>
internal sealed class CommitQueue(TimeProvider time) : IDisposable
{
    /// <summary>More than a relay has sessions and deliveries that commit at once.</summary>
    private const int MaxWaiting = 8192;

    private readonly object gate = new();
    private readonly SemaphoreSlim room = new(MaxWaiting);
    private List<WriteRequest> waiting = [];
    private List<WriteRequest> taken = [];
    private int written;
    private bool closed;
    private bool writerIdle;

    /// <summary>How long the oldest request has been waiting or being written; zero when there is none.</summary>
    public TimeSpan OldestAge
    {
        get
        {
            lock (gate)
            {
                if (written < taken.Count)
                    return time.GetElapsedTime(taken[written].WaitingSince);
                return waiting.Count > 0 ? time.GetElapsedTime(waiting[0].WaitingSince) : TimeSpan.Zero;
            }
        }
    }

    /// <summary>Whether nothing waits.</summary>
    public bool IsEmpty
    {
        get
        {
            lock (gate)
                return waiting.Count == 0;
        }
    }

    /// <summary>Puts a request into the queue; waits when it is full.</summary>
    /// <exception cref="ObjectDisposedException">The store is closed.</exception>
    public ValueTask AddAsync(WriteRequest request, CancellationToken cancellationToken)
    {
        request.WaitingSince = time.GetTimestamp();
        if (!room.Wait(0, CancellationToken.None))
            return AddLaterAsync(request, cancellationToken);
        Add(request);
        return ValueTask.CompletedTask;
    }

    /// <summary>Takes all that waits; waits for it.</summary>
    /// <param name="idle">How long to wait.</param>
    /// <returns>The requests, valid until the next call; empty when nothing came in time; null when the queue is closed and empty.</returns>
    public List<WriteRequest>? Take(TimeSpan idle)
    {
        lock (gate)
        {
            taken.Clear();
            written = 0;
            if (waiting.Count == 0 && !closed)
            {
                writerIdle = true;
                Monitor.Wait(gate, idle);
                writerIdle = false;
            }

            if (waiting.Count == 0)
                return closed ? null : taken;
            (waiting, taken) = (taken, waiting);
            room.Release(taken.Count);
            return taken;
        }
    }

    /// <summary>Says that so many more of the taken requests are done.</summary>
    public void Done(int count)
    {
        lock (gate)
            written += count;
    }

    /// <summary>Refuses further requests; what waits is still written.</summary>
    public void Close()
    {
        lock (gate)
        {
            closed = true;
            Monitor.Pulse(gate);
        }
    }

    /// <summary>Refuses further requests and gives up what waits.</summary>
    public IReadOnlyList<WriteRequest> Abandon()
    {
        lock (gate)
        {
            closed = true;
            List<WriteRequest> given = waiting;
            waiting = [];
            Monitor.Pulse(gate);
            return given;
        }
    }

    private async ValueTask AddLaterAsync(WriteRequest request, CancellationToken cancellationToken)
    {
        await room.WaitAsync(cancellationToken);
        Add(request);
    }

    private void Add(WriteRequest request)
    {
        lock (gate)
        {
            if (closed)
            {
                room.Release();
                throw new ObjectDisposedException(nameof(CommitQueue));
            }

            waiting.Add(request);
            if (writerIdle)
                Monitor.Pulse(gate);
        }
    }

    public void Dispose() => room.Dispose();
}
