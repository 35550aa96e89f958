using Relay.Sdk.Spool;

namespace Relay.Core.Spool;

/// <summary>The entries that this process holds, and their marks of attempts in flight. They end with the process.</summary>
internal sealed class Claims(InFlightFile marks)
{
    private const int NoMark = -1;
    private readonly Lock gate = new();
    private readonly Dictionary<long, int> held = [];

    /// <summary>Takes one; false when it is taken.</summary>
    public bool TryTake(long entryId)
    {
        lock (gate)
            return held.TryAdd(entryId, NoMark);
    }

    /// <summary>Takes consecutive ids that nobody else can know yet.</summary>
    public void Take(long first, int count)
    {
        lock (gate)
        {
            for (int i = 0; i < count; i++)
                held.Add(first + i, NoMark);
        }
    }

    public bool Contains(long entryId)
    {
        lock (gate)
            return held.ContainsKey(entryId);
    }

    /// <summary>Marks a held entry as in flight; does nothing for others.</summary>
    public void Mark(long entryId)
    {
        lock (gate)
        {
            if (held.TryGetValue(entryId, out int slot) && slot == NoMark)
                held[entryId] = marks.TryTake(entryId, out slot) ? slot : NoMark;
        }
    }

    /// <summary>Ends the mark; the claim goes on.</summary>
    public void Unmark(long entryId)
    {
        lock (gate)
        {
            if (!held.TryGetValue(entryId, out int slot) || slot == NoMark)
                return;
            marks.Clear(slot);
            held[entryId] = NoMark;
        }
    }

    /// <summary>Ends claim and mark.</summary>
    public void End(long entryId)
    {
        lock (gate)
            EndHeld(entryId);
    }

    /// <summary>Ends claims and marks of consecutive ids.</summary>
    public void End(long first, int count)
    {
        lock (gate)
        {
            for (int i = 0; i < count; i++)
                EndHeld(first + i);
        }
    }

    /// <summary>Ends claims and marks.</summary>
    public void End(IReadOnlyList<ClaimedEntry> entries)
    {
        lock (gate)
        {
            for (int i = 0; i < entries.Count; i++)
                EndHeld(entries[i].Entry.EntryId);
        }
    }

    private void EndHeld(long entryId)
    {
        if (held.Remove(entryId, out int slot) && slot != NoMark)
            marks.Clear(slot);
    }
}
