using Relay.Core.Scheduling.Destinations;
using Relay.Core.Scheduling.Entries;

namespace Relay.Core.Scheduling.Attempts;

/// <summary>Lets entries that were in flight in two crashes pass one at a time, so that a third crash names the culprit.</summary>
internal sealed class CrashSuspectGate(DestinationTable destinations)
{
    private readonly Lock gate = new();
    private List<ClaimedItem> waiting = [];
    private bool busy;

    /// <summary>Enters, until <see cref="Leave"/>; false when another entry is inside.</summary>
    public bool TryEnter()
    {
        lock (gate)
        {
            if (busy)
                return false;
            return busy = true;
        }
    }

    /// <summary>Keeps an entry until the entry inside has left. Then it goes back to the spool, where it is due.</summary>
    public void Wait(ClaimedItem item)
    {
        lock (gate)
        {
            if (busy)
            {
                waiting.Add(item);
                return;
            }
        }

        destinations.GiveBack([item]);
    }

    /// <summary>Lets the next entry in.</summary>
    public void Leave()
    {
        List<ClaimedItem> all;
        lock (gate)
        {
            busy = false;
            (all, waiting) = (waiting, []);
        }

        // All go back, and the first to come again enters. An entry chosen here might never come (its destination rests, an operator takes it),
        // and the others would wait for ever.
        destinations.GiveBack(all);
    }

    /// <summary>Takes out those that are meant.</summary>
    public void Withdraw(Predicate<ClaimedItem> meant, List<ClaimedItem> items)
    {
        lock (gate)
        {
            items.AddRange(waiting.FindAll(meant));
            waiting.RemoveAll(meant);
        }
    }

    /// <summary>Whether an entry waits here.</summary>
    public bool Holds(long entryId)
    {
        lock (gate)
            return waiting.Exists(item => item.Entry.EntryId == entryId);
    }

    /// <summary>Takes out a waiting entry.</summary>
    public bool TryWithdraw(long entryId, out ClaimedItem item)
    {
        var found = new List<ClaimedItem>(1);
        Withdraw(waiting => waiting.Entry.EntryId == entryId, found);
        item = found.Count > 0 ? found[0] : default;
        return found.Count > 0;
    }
}
