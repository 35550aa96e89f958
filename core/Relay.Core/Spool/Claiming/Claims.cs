using Relay.Sdk.Spool;

namespace Relay.Core.Spool.Claiming;

/// <summary>The entries that this process holds, and their marks of attempts in flight. They end with the process.</summary>
internal sealed class Claims(InFlightFile marks)
{
    private const int NoMark = -1;
    private readonly Lock gate = new();
    private readonly Dictionary<long, (long Fence, int Slot)> held = [];
    private long lastFence;

    /// <summary>Claims an entry; false when it is claimed.</summary>
    public bool TryTake(long entryId)
    {
        lock (gate)
            return held.TryAdd(entryId, (++lastFence, NoMark));
    }

    /// <summary>Claims consecutive ids that no other code can know yet.</summary>
    /// <returns>The fence of the first; those of the others follow it.</returns>
    public long Take(long first, int count)
    {
        lock (gate)
        {
            long fence = lastFence + 1;
            for (int i = 0; i < count; i++)
                held.Add(first + i, (++lastFence, NoMark));
            return fence;
        }
    }

    public bool Contains(long entryId)
    {
        lock (gate)
            return held.ContainsKey(entryId);
    }

    /// <summary>The fence of a claimed entry; 0 when it is not claimed.</summary>
    public long FenceOf(long entryId)
    {
        lock (gate)
            return held.TryGetValue(entryId, out (long Fence, int Slot) claim) ? claim.Fence : 0;
    }

    /// <summary>Whether this claim goes on.</summary>
    public bool Holds(QueueEntry entry) => entry.Fence != 0 && FenceOf(entry.EntryId) == entry.Fence;

    /// <summary>Marks a claimed entry as in flight.</summary>
    /// <returns>False when the claim has ended.</returns>
    public bool TryMark(QueueEntry entry)
    {
        lock (gate)
        {
            if (!held.TryGetValue(entry.EntryId, out (long Fence, int Slot) claim) || claim.Fence != entry.Fence)
                return false;
            if (claim.Slot == NoMark && marks.TryTake(entry.EntryId, out int slot))
                held[entry.EntryId] = (claim.Fence, slot);
            return true;
        }
    }

    /// <summary>Ends the mark of a claim; the claim goes on.</summary>
    public void Unmark(long entryId, long fence)
    {
        lock (gate)
        {
            if (!held.TryGetValue(entryId, out (long Fence, int Slot) claim) || claim.Fence != fence || claim.Slot == NoMark)
                return;
            marks.Clear(claim.Slot);
            held[entryId] = (fence, NoMark);
        }
    }

    /// <summary>Ends a claim and its mark, whichever worker has it.</summary>
    public void End(long entryId)
    {
        lock (gate)
            EndHeld(entryId);
    }

    /// <summary>Ends a claim and its mark; does nothing when the claim has ended already.</summary>
    public void End(long entryId, long fence)
    {
        lock (gate)
            EndHeld(entryId, fence);
    }

    /// <summary>Ends claims and marks of consecutive ids.</summary>
    public void EndAll(long first, int count)
    {
        lock (gate)
        {
            for (int i = 0; i < count; i++)
                EndHeld(first + i);
        }
    }

    /// <summary>Ends claims and marks.</summary>
    public void EndAll(IReadOnlyList<ClaimedEntry> entries)
    {
        lock (gate)
        {
            for (int i = 0; i < entries.Count; i++)
                EndHeld(entries[i].Entry.EntryId, entries[i].Entry.Fence);
        }
    }

    private void EndHeld(long entryId, long fence)
    {
        if (held.TryGetValue(entryId, out (long Fence, int Slot) claim) && claim.Fence == fence)
            EndHeld(entryId);
    }

    private void EndHeld(long entryId)
    {
        if (held.Remove(entryId, out (long Fence, int Slot) claim) && claim.Slot != NoMark)
            marks.Clear(claim.Slot);
    }
}
