using Relay.Core.Scheduling.Connections;
using Relay.Core.Scheduling.Entries;

namespace Relay.Core.Scheduling.Destinations;

/// <summary>The claimed entries of one destination that wait for a worker: first those put back, then the rest in order. Not for several
/// threads.</summary>
internal sealed class ReadyQueue(ReadyQueueTotal total)
{
    /// <summary>Entries of one destination in memory.</summary>
    public const int Limit = 200;

    /// <summary>Below this, the next entries are fetched while workers still work on these.</summary>
    public const int LowWater = 50;

    private Queue<ClaimedItem> queue = new();
    private Stack<ClaimedItem>? returned;

    public int Count => queue.Count + (returned?.Count ?? 0);

    /// <summary>Whether it takes no more, for itself or because all queues together are full.</summary>
    public bool IsFullFor(DestinationHealth health) => Count >= Limit || total.IsFullFor(health);

    /// <summary>How many entries may be fetched into it.</summary>
    public int Share(DestinationHealth health) => total.Share(health, Count);

    public void Add(ClaimedItem item)
    {
        queue.Enqueue(item);
        total.Add(1);
    }

    public void PutBack(ClaimedItem item)
    {
        (returned ??= new Stack<ClaimedItem>()).Push(item);
        total.Add(1);
    }

    public bool TryTake(out ClaimedItem item)
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
    public void DrainTo(List<ClaimedItem> list)
    {
        while (TryTake(out ClaimedItem item))
            list.Add(item);
        Trim();
    }

    /// <summary>Gives back the memory of an empty queue.</summary>
    public void Trim()
    {
        if (Count == 0)
            (queue, returned) = (new Queue<ClaimedItem>(), null);
    }

    /// <summary>Takes out those that are meant; the others keep their order.</summary>
    public void Extract(Predicate<ClaimedItem> meant, List<ClaimedItem> list)
    {
        for (int i = returned?.Count ?? 0; i > 0; i--)
            queue.Enqueue(returned!.Pop());
        for (int i = queue.Count; i > 0; i--)
        {
            ClaimedItem item = queue.Dequeue();
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
