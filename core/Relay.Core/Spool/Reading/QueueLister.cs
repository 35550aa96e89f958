using Relay.Core.Spool.Sqlite;
using Relay.Sdk.Mail;
using Relay.Sdk.Spool;

namespace Relay.Core.Spool.Reading;

/// <summary>Reads the queue in pages, on a connection of its own: between pages it keeps no view, so that it stops no checkpoint.</summary>
internal sealed class QueueLister : IDisposable
{
    private const int PageRows = 256;
    private readonly Database database;
    private readonly Statement entries;
    private readonly Statement destinations;
    private readonly Statement range;
    private readonly Statement ids;

    public QueueLister(Database database)
    {
        this.database = database;
        entries = database.Prepare(
            $"SELECT {EntryRows.Columns} FROM entry e LEFT JOIN message m ON m.id = e.message_id WHERE e.entry_id BETWEEN ? AND ? ORDER BY " +
            $"e.entry_id LIMIT {PageRows}");
        destinations = database.Prepare(
            "SELECT destination, min(due), count(*) FROM entry WHERE hold = 0 AND destination > ? GROUP BY destination ORDER BY destination LIMIT " +
            $"{PageRows}");
        ids = database.Prepare("SELECT entry_id FROM entry WHERE entry_id BETWEEN ? AND ? AND message_id = ?");
        range = database.Prepare("SELECT first_entry, first_entry + entries - 1 FROM message WHERE id = ?");
    }

    /// <summary>The ids that the entries of a message had at first; null when it is gone.</summary>
    public (long First, long Last)? RangeOf(MessageId id)
    {
        range.Bind(1, id.Value);
        try
        {
            return range.Step() ? (range.Int64(0), range.Int64(1)) : null;
        }
        finally
        {
            range.Reset();
        }
    }

    /// <summary>The ids of a message's entries, readable or not.</summary>
    public List<long> ListEntries(MessageId id)
    {
        var list = new List<long>();
        if (RangeOf(id) is not { } found)
            return list;
        ids.Bind(1, found.First);
        ids.Bind(2, found.Last);
        ids.Bind(3, id.Value);
        while (ids.Step())
            list.Add(ids.Int64(0));
        ids.Reset();
        return list;
    }

    /// <summary>Reads one page of entries that the filter selects.</summary>
    /// <param name="from">The lowest id.</param>
    /// <param name="last">The highest id.</param>
    /// <param name="selection">Which of them.</param>
    /// <param name="page">Receives them.</param>
    /// <param name="unreadable">Receives those that cannot be read, and so cannot be selected.</param>
    /// <returns>Where the next page begins; null after the last one.</returns>
    public long? ReadPage(long from, long last, QueueSelection selection, List<QueueEntry> page, List<UnreadableEntryException> unreadable)
    {
        page.Clear();
        unreadable.Clear();
        entries.Bind(1, from);
        entries.Bind(2, last);
        int rows = 0;
        long id = from;
        try
        {
            for (; entries.Step(); rows++)
            {
                id = entries.Int64(0);
                if (!selection.MaySelect(entries.Text(2), (QueueHold)entries.Int64(5)))
                    continue;
                try
                {
                    QueueEntry entry = EntryRows.Read(entries, fence: 0);
                    if (selection.Selects(entry))
                        page.Add(entry);
                }
                catch (UnreadableEntryException fault)
                {
                    unreadable.Add(fault);
                }
            }
        }
        finally
        {
            entries.Reset();
        }

        return rows < PageRows ? null : id + 1;
    }

    /// <summary>Reads one page of destinations after a name.</summary>
    /// <returns>False after the last page.</returns>
    public bool ReadPage(string after, List<DestinationBacklog> page)
    {
        page.Clear();
        destinations.Bind(1, after);
        try
        {
            while (destinations.Step())
            {
                DateTimeOffset earliest = Records.RecordTime.Nearest(destinations.Int64(1));
                page.Add(new DestinationBacklog(destinations.Text(0), earliest, destinations.Int64(2)));
            }
        }
        finally
        {
            destinations.Reset();
        }

        return page.Count == PageRows;
    }

    public void Dispose() => database.Dispose();
}
