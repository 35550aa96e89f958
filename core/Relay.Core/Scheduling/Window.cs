namespace Relay.Core.Scheduling;

/// <summary>The claimed entries of one destination that wait for a lane: first those put back, then the rest in order. Not for several threads.</summary>
internal sealed class Window(WindowTotal total)
{
    /// <summary>Entries of one destination in memory.</summary>
    public const int Limit = 200;

    /// <summary>Below this, the next entries are fetched while lanes still work on these.</summary>
    public const int LowWater = 50;

    private Queue<Waiting> queue = new();
    private Stack<Waiting>? returned;

    public int Count => queue.Count + (returned?.Count ?? 0);

    public bool IsFull => Count >= Limit;

    public void Add(Waiting item)
    {
        queue.Enqueue(item);
        total.Add(1);
    }

    public void PutBack(Waiting item)
    {
        (returned ??= new Stack<Waiting>()).Push(item);
        total.Add(1);
    }

    public bool TryTake(out Waiting item)
    {
        if (returned is null || !returned.TryPop(out item))
        {
            if (!queue.TryDequeue(out item))
                return false;
        }

        total.Add(-1);
        return true;
    }

    /// <summary>Takes all entries out.</summary>
    public void DrainTo(List<Waiting> list)
    {
        while (TryTake(out Waiting item))
            list.Add(item);
        Trim();
    }

    /// <summary>Gives back the memory of a window that is empty.</summary>
    public void Trim()
    {
        if (Count == 0)
            (queue, returned) = (new Queue<Waiting>(), null);
    }

    /// <summary>Takes out those that are meant; the others keep their order.</summary>
    public void Extract(Predicate<Waiting> meant, List<Waiting> list)
    {
        for (int i = returned?.Count ?? 0; i > 0; i--)
            queue.Enqueue(returned!.Pop());
        for (int i = queue.Count; i > 0; i--)
        {
            Waiting item = queue.Dequeue();
            if (!meant(item))
            {
                queue.Enqueue(item);
                continue;
            }

            total.Add(-1);
            list.Add(item);
        }
    }
}
