namespace Relay.Core.Scheduling.Destinations;

/// <summary>Shares the connections of <c>delivery.maxConnections</c> among the destinations.</summary>
/// <remarks>
/// A destination may have one more while it holds fewer than eight times what is free beyond a quarter (dynamic thresholds): one busy
/// destination gets most of the slots, many busy ones share them, and a quarter is left for the first connections of others. Of that
/// quarter, destinations of which nothing is known leave an eighth of all and failing ones a sixth, so that a crowd of black holes cannot
/// keep a destination waiting that is known to be good. Connections that idle are given up for destinations that have none.
/// </remarks>
internal sealed class ConnectionLimiter(int capacity)
{
    private const int Appetite = 8;

    private readonly Lock gate = new();
    private readonly Queue<Destination>[] waiting = [new(), new(), new()];
    private readonly LinkedList<DeliveryWorker> idle = new();
    private int used;
    private int waiters;

    /// <summary>Slots taken now.</summary>
    public int Used => Volatile.Read(ref used);

    /// <summary>Takes a slot.</summary>
    /// <param name="destination">For whom.</param>
    /// <param name="held">How many it holds; with none it is put in line when there is no slot, and asked with <see cref="Destination.TryUseSlot"/>.</param>
    public bool TryTake(Destination destination, DestinationHealth health, int held)
    {
        DeliveryWorker? giveUp;
        lock (gate)
        {
            if (Allows(health, held))
            {
                used++;
                return true;
            }

            if (held > 0)
                return false;
            waiting[(int)health].Enqueue(destination);
            waiters++;
            giveUp = Allows(health, held, freed: 1) ? idle.First?.Value : null;
        }

        giveUp?.RetireSoon();
        return false;
    }

    /// <summary>Gives a slot back, and on to who waits for one.</summary>
    public void Give()
    {
        while (true)
        {
            Destination? next;
            lock (gate)
            {
                used--;
                next = NextAllowed();
                if (next is null)
                    return;
                used++;
            }

            if (next.TryUseSlot())
                return;
        }
    }

    /// <summary>Notes that a worker keeps an idle connection.</summary>
    /// <returns>False when others wait for slots: the connection shall be closed instead.</returns>
    public bool TryIdle(LinkedListNode<DeliveryWorker> worker)
    {
        lock (gate)
        {
            if (waiters > 0)
                return false;
            idle.AddLast(worker);
            return true;
        }
    }

    /// <summary>Notes that a worker idles no more.</summary>
    public void EndIdle(LinkedListNode<DeliveryWorker> worker)
    {
        lock (gate)
        {
            if (worker.List is not null)
                idle.Remove(worker);
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

    private Destination? NextAllowed()
    {
        for (int health = 0; health < waiting.Length; health++)
        {
            if (waiting[health].Count == 0 || !Allows((DestinationHealth)health, 0))
                continue;
            waiters--;
            return waiting[health].Dequeue();
        }

        return null;
    }
}
