using Relay.Core.Scheduling.Entries;

namespace Relay.Core.Scheduling.Attempts;

/// <summary>Lets entries that were in flight in two crashes pass one at a time, so that a third crash names the culprit.</summary>
internal sealed class CrashSuspectGate(SchedulerContext context)
{
    /// <summary>Crashes from which on an entry is a suspect.</summary>
    public const int Crashes = 2;

    private readonly Lock gate = new();
    private List<ClaimedItem> waiting = [];
    private bool busy;

    /// <summary>Enters, until <see cref="Leave"/>; false when another one is inside.</summary>
    public bool TryEnter()
    {
        lock (gate)
        {
            if (busy)
                return false;
            return busy = true;
        }
    }

    /// <summary>Keeps an entry until the one inside has left; then it goes back to the spool, where it is due.</summary>
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

        context.GiveBack([item]);
    }

    /// <summary>Lets the next one in.</summary>
    public void Leave()
    {
        List<ClaimedItem> all;
        lock (gate)
        {
            busy = false;
            (all, waiting) = (waiting, []);
        }

        // The first that comes again enters. Were one of them chosen here, and did not come (its destination rests, an operator takes it),
        // nobody would ever let in the others.
        context.GiveBack(all);
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

    /// <summary>Takes out one that waits.</summary>
    public bool TryWithdraw(long entryId, out ClaimedItem item)
    {
        var found = new List<ClaimedItem>(1);
        Withdraw(waiting => waiting.Entry.EntryId == entryId, found);
        item = found.Count > 0 ? found[0] : default;
        return found.Count > 0;
    }
}
