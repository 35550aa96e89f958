namespace Relay.Core.Scheduling.Connections;

/// <summary>Shares the connections of <c>delivery.maxConnections</c> among the destinations.</summary>
/// <remarks>
/// A destination may have one more while it holds fewer than eight times what is free beyond a quarter (dynamic thresholds): one busy
/// destination gets most of the slots, many busy ones share them, and a quarter is left for the first connections of others. Of that
/// quarter, destinations of which nothing is known leave an eighth of all and failing ones a sixth, so that a crowd of black holes cannot
/// keep a destination waiting that is known to be good. Idle connections are closed for destinations that have none.
/// A worker that waits for the DNS holds no slot: it lends its slot out, and look-ups have a limit of their own.
/// </remarks>
internal sealed class ConnectionLimiter(int capacity)
{
    private const int Appetite = 8;

    private readonly Lock gate = new();
    private readonly Queue<IConnectionSeeker>[] waiting = [new(), new(), new()];
    private readonly Queue<TaskCompletionSource>[] returning = [new(), new(), new()];
    private readonly Queue<IConnectionSeeker>[] lookupLine = [new(), new(), new()];
    private readonly LinkedList<IIdleConnection> idle = new();

    // Idle ones that were told to close, and have not begun to.
    private readonly LinkedList<IIdleConnection> leaving = new();
    private int used;
    private int waiters;
    private int lookups;
    private int lookupWaiters;

    /// <summary>Slots in all.</summary>
    public int Capacity => capacity;

    /// <summary>Slots taken now.</summary>
    public int Used => Volatile.Read(ref used);

    /// <summary>DNS look-ups under way for workers.</summary>
    public int Lookups => Volatile.Read(ref lookups);

    /// <summary>Idle connections that were told to close for others, and have not begun to.</summary>
    public int Leaving
    {
        get
        {
            lock (gate)
                return leaving.Count;
        }
    }

    /// <summary>Takes a slot.</summary>
    /// <param name="seeker">The destination that needs a connection.</param>
    /// <param name="held">How many it holds; with none it is put in line when there is no slot.</param>
    public bool TryTake(IConnectionSeeker seeker, int held)
    {
        DestinationHealth health = seeker.Health;
        List<IIdleConnection>? closing;
        lock (gate)
        {
            if (Allows(health, held))
            {
                used++;
                return true;
            }

            if (held > 0)
                return false;
            waiting[(int)health].Enqueue(seeker);
            closing = Queued(health);
        }

        Close(closing);
        return false;
    }

    /// <summary>Gives a slot back, and on to the next in line.</summary>
    public void Give()
    {
        PassSlotOn();

        // A destination that was let look up may have ended without doing so: the next in line has its turn.
        if (Volatile.Read(ref lookupWaiters) > 0)
            PassLookupsOn();
    }

    /// <summary>Takes a slot again after it was lent out; before destinations of the same health that have none.</summary>
    /// <exception cref="OperationCanceledException">The token fired; no slot was taken.</exception>
    public async ValueTask TakeBackAsync(DestinationHealth health, CancellationToken cancellationToken)
    {
        TaskCompletionSource back;
        List<IIdleConnection>? closing;
        lock (gate)
        {
            if (Allows(health, held: 0))
            {
                used++;
                return;
            }

            back = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            returning[(int)health].Enqueue(back);
            closing = Queued(health);
        }

        Close(closing);
        await using (cancellationToken.UnsafeRegister(static (source, token) => ((TaskCompletionSource)source!).TrySetCanceled(token), back))
            await back.Task;
    }

    /// <summary>Begins a DNS look-up; false when too many are under way.</summary>
    public bool TryBeginLookup()
    {
        lock (gate)
        {
            if (lookups >= capacity)
                return false;
            lookups++;
            return true;
        }
    }

    /// <summary>Puts a destination in line for a look-up; false when one can begin at once.</summary>
    public bool TryWaitForLookup(IConnectionSeeker seeker)
    {
        lock (gate)
        {
            if (lookups < capacity)
                return false;
            lookupLine[(int)seeker.Health].Enqueue(seeker);
            lookupWaiters++;
            return true;
        }
    }

    /// <summary>A look-up has ended; the next in line may begin one.</summary>
    public void EndLookup()
    {
        lock (gate)
            lookups--;
        PassLookupsOn();
    }

    /// <summary>Notes that a worker keeps an idle connection.</summary>
    /// <returns>False when others wait for slots: the connection shall be closed instead.</returns>
    public bool TryIdle(LinkedListNode<IIdleConnection> connection)
    {
        lock (gate)
        {
            if (waiters > 0)
                return false;
            idle.AddLast(connection);
            return true;
        }
    }

    /// <summary>Notes that a connection is idle no more.</summary>
    public void EndIdle(LinkedListNode<IIdleConnection> connection)
    {
        lock (gate)
        {
            connection.List?.Remove(connection);
        }
    }

    private void PassSlotOn()
    {
        while (true)
        {
            IConnectionSeeker? next;
            TaskCompletionSource? back;
            lock (gate)
            {
                used--;
                (next, back) = NextAllowed();
                if (next is null && back is null)
                    return;
                used++;
            }

            if (back?.TrySetResult() ?? next!.TryUseSlot())
                return;
        }
    }

    private void PassLookupsOn()
    {
        while (true)
        {
            IConnectionSeeker? next = null;
            lock (gate)
            {
                for (int health = 0; health < lookupLine.Length && next is null && lookups < capacity; health++)
                    lookupLine[health].TryDequeue(out next);
                if (next is null)
                    return;
                lookupWaiters--;
            }

            if (next.LookupMayBegin())
                return;
        }
    }

    private bool Allows(DestinationHealth health, int held, int freed = 0)
    {
        int free = capacity - used + freed;
        if (held == 0)
            return free > health switch { DestinationHealth.Proven => 0, DestinationHealth.Unknown => capacity / 8, _ => capacity / 6 };

        // A second connection before the first reply is a luxury.
        int reserve = health == DestinationHealth.Proven ? capacity / 4 : capacity * 3 / 4;
        return held < Appetite * (free - reserve);
    }

    // Counts one more in line; gives the idle connections to close for it. Those before it in the line take what they leave, too.
    private List<IIdleConnection>? Queued(DestinationHealth health)
    {
        waiters++;
        List<IIdleConnection>? closing = null;
        while (idle.First is { } next && !Allows(health, held: 0, freed: leaving.Count - (waiters - 1)))
        {
            idle.Remove(next);
            leaving.AddLast(next);
            (closing ??= []).Add(next.Value);
        }

        return closing;
    }

    private static void Close(List<IIdleConnection>? closing)
    {
        foreach (IIdleConnection connection in closing ?? [])
            connection.CloseSoon();
    }

    private (IConnectionSeeker? Seeker, TaskCompletionSource? Back) NextAllowed()
    {
        for (int health = 0; health < waiting.Length; health++)
        {
            if (waiting[health].Count + returning[health].Count == 0 || !Allows((DestinationHealth)health, 0))
                continue;
            waiters--;
            return returning[health].TryDequeue(out TaskCompletionSource? back) ? (null, back) : (waiting[health].Dequeue(), null);
        }

        return (null, null);
    }
}
