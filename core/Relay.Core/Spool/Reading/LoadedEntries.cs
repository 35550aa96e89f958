using Relay.Core.Spool.Claiming;
using Relay.Sdk.Spool;

namespace Relay.Core.Spool.Reading;

/// <summary>What became of the entries that were to be loaded.</summary>
internal sealed class LoadedEntries(Claims claims, int expected)
{
    public List<QueueEntry> Entries { get; } = new(expected);

    public List<long> Gone { get; } = [];

    public List<UnreadableEntryException> Unreadable { get; } = [];

    /// <summary>Loads them in one view of the database.</summary>
    public int Load(QueueReader reader, IReadOnlyList<long> ids)
    {
        reader.BeginView();
        try
        {
            for (int i = 0; i < ids.Count; i++)
                Load(reader, ids[i]);
        }
        finally
        {
            reader.EndView();
        }

        return Entries.Count;
    }

    private void Load(QueueReader reader, long id)
    {
        try
        {
            if (reader.Load(id, claims.FenceOf(id)) is { } entry)
                Entries.Add(entry);
            else
                Gone.Add(id);
        }
        catch (UnreadableEntryException fault)
        {
            Unreadable.Add(fault);
        }
    }
}
