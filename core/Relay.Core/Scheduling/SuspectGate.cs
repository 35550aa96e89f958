namespace Relay.Core.Scheduling;

/// <summary>Lets entries that were in flight in two crashes pass one at a time, so that a third crash names the culprit.</summary>
internal sealed class SuspectGate(SchedulerContext context)
{
    /// <summary>Crashes from which on an entry is a suspect.</summary>
    public const int Crashes = 2;

    private readonly Lock gate = new();
    private readonly Queue<(Destination Destination, Waiting Item)> waiting = new();
    private bool busy;

    /// <summary>Enters, or keeps the entry until it is its turn; it is offered to its destination again then.</summary>
    public bool TryEnter(Destination destination, Waiting item)
    {
        lock (gate)
        {
            if (busy)
            {
                waiting.Enqueue((destination, item));
                return false;
            }

            busy = true;
            return true;
        }
    }

    public void Leave()
    {
        (Destination Destination, Waiting Item) next;
        lock (gate)
        {
            busy = false;
            if (!waiting.TryDequeue(out next))
                return;
        }

        context.Offer(next.Destination.Name, next.Item);
    }

    /// <summary>Takes out one that waits.</summary>
    public bool TryWithdraw(long entryId, out Waiting item)
    {
        item = default;
        lock (gate)
        {
            for (int i = waiting.Count; i > 0; i--)
            {
                (Destination Destination, Waiting Item) next = waiting.Dequeue();
                if (next.Item.Entry.EntryId == entryId)
                    item = next.Item;
                else
                    waiting.Enqueue(next);
            }
        }

        return item.Claimed is not null;
    }

    /// <summary>Takes out all that waits.</summary>
    public List<Waiting> Drain()
    {
        var items = new List<Waiting>();
        lock (gate)
        {
            while (waiting.TryDequeue(out (Destination Destination, Waiting Item) next))
                items.Add(next.Item);
        }

        return items;
    }
}
