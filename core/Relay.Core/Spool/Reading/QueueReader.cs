using System.Buffers;
using Relay.Core.Spool.Claiming;
using Relay.Core.Spool.Content;
using Relay.Core.Spool.Disk;
using Relay.Core.Spool.Records;
using Relay.Core.Spool.Sqlite;
using Relay.Sdk.Mail;
using Relay.Sdk.Spool;

namespace Relay.Core.Spool.Reading;

/// <summary>A connection that reads, with its statements. One caller at a time.</summary>
/// <remarks>Each method sees the latest commit and keeps no view of the database behind it, so that the log can be brought in.</remarks>
internal sealed class QueueReader : IDisposable
{
    private readonly Database database;
    private readonly Statement findDue;
    private readonly Statement findForReview;
    private readonly Statement loadEntry;
    private readonly Statement loadBody;
    private readonly Statement loadRemains;
    private readonly Statement loadNotices;
    private Statement? loadPositions;

    public QueueReader(Database database)
    {
        this.database = database;
        findDue = database.Prepare("SELECT entry_id, due FROM entry WHERE destination = ? AND due <= ? AND hold = 0 ORDER BY due, entry_id");
        findForReview = database.Prepare("SELECT entry_id FROM entry WHERE attention <= ? ORDER BY attention, entry_id");
        loadEntry = database.Prepare(
            $"SELECT {EntryRows.Columns} FROM entry e LEFT JOIN message m ON m.id = e.message_id WHERE e.entry_id = ?");
        loadBody = database.Prepare("SELECT body, record FROM message WHERE id = ?");
        loadRemains = database.Prepare(
            "SELECT e.destination, e.record, m.record, m.body FROM entry e LEFT JOIN message m ON m.id = e.message_id WHERE e.entry_id = ?");
        loadNotices = database.Prepare("SELECT position, json FROM outbox WHERE position > ? ORDER BY position");
    }

    /// <summary>Takes ids of due entries that are not claimed. What was found may be gone or changed by now: load it and look again.</summary>
    public void TakeDue(string destination, long due, int limit, Claims claims, List<long> taken)
    {
        findDue.Bind(1, destination);
        findDue.Bind(2, due);
        Take(findDue, limit, claims, taken);
    }

    /// <summary>Takes ids of entries that need a look and are not claimed, as <see cref="TakeDue"/>.</summary>
    public void TakeForReview(long attention, int limit, Claims claims, List<long> taken)
    {
        findForReview.Bind(1, attention);
        Take(findForReview, limit, claims, taken);
    }

    /// <summary>The earliest due time among the unclaimed entries of a destination; null when there is none.</summary>
    public DateTimeOffset? NextDue(string destination, Claims claims)
    {
        findDue.Bind(1, destination);
        findDue.Bind(2, long.MaxValue);
        try
        {
            while (findDue.Step())
            {
                if (!claims.Contains(findDue.Int64(0)))
                    return RecordTime.Nearest(findDue.Int64(1));
            }

            return null;
        }
        finally
        {
            findDue.Reset();
        }
    }

    /// <summary>Opens one view of the database for several loads.</summary>
    public void BeginView() => database.Execute("BEGIN");

    public void EndView() => database.RollBack();

    /// <summary>Loads an entry that is claimed under a fence; null when it is gone.</summary>
    /// <exception cref="UnreadableEntryException">It cannot be read.</exception>
    public QueueEntry? Load(long entryId, long fence)
    {
        loadEntry.Bind(1, entryId);
        try
        {
            return loadEntry.Step() ? EntryRows.Read(loadEntry, fence) : null;
        }
        finally
        {
            loadEntry.Reset();
        }
    }

    /// <summary>Reads where a body is, and the body when it is here; null when the message is gone.</summary>
    /// <exception cref="UnreadableRecordException">It cannot be read.</exception>
    public StoredBody? LoadBody(MessageId id)
    {
        loadBody.Bind(1, id.Value);
        try
        {
            if (!loadBody.Step())
                return null;
            long length = MessageRecord.Read(id, loadBody.Blob(1), out uint? sum).LengthOctets;
            return new StoredBody(loadBody.IsNull(0) ? null : Copy(id, loadBody.Blob(0), length, sum), length, sum);
        }
        finally
        {
            loadBody.Reset();
        }
    }

    /// <summary>Reads the raw columns of an entry that cannot be read otherwise.</summary>
    public EntryRemains LoadRemains(long entryId)
    {
        loadRemains.Bind(1, entryId);
        try
        {
            return loadRemains.Step()
                ? new EntryRemains(loadRemains.Text(0), Octets(loadRemains, 1), Octets(loadRemains, 2), Octets(loadRemains, 3))
                : new EntryRemains(null, null, null, null);
        }
        finally
        {
            loadRemains.Reset();
        }
    }

    /// <summary>Reads notices after a position; those that cannot be read are left out and counted.</summary>
    public (List<OutboxNotice> Notices, int Unreadable) LoadNotices(long after, int limit)
    {
        var notices = new List<OutboxNotice>(Math.Min(limit, 256));
        int unreadable = 0;
        loadNotices.Bind(1, after);
        try
        {
            while (notices.Count < limit && loadNotices.Step())
            {
                try
                {
                    notices.Add(new OutboxNotice(loadNotices.Int64(0), NoticeRecord.Read(loadNotices.Blob(1))));
                }
                catch (UnreadableRecordException)
                {
                    unreadable++;
                }
            }

            return (notices, unreadable);
        }
        finally
        {
            loadNotices.Reset();
        }
    }

    /// <summary>Reads the saved positions of a relay's subscribers.</summary>
    public Dictionary<string, long> LoadPositions(string relay)
    {
        // Prepared late: a command that only looks into the queue may have a database of an earlier version before it.
        loadPositions ??= database.Prepare("SELECT name, position FROM subscriber WHERE relay = ?");
        loadPositions.Bind(1, relay);
        var positions = new Dictionary<string, long>();
        while (loadPositions.Step())
            positions.Add(loadPositions.Text(0), loadPositions.Int64(1));
        loadPositions.Reset();
        return positions;
    }

    private static byte[]? Octets(Statement row, int column) => row.IsNull(column) ? null : row.Blob(column).ToArray();

    private static PooledContent Copy(MessageId id, ReadOnlySpan<byte> body, long length, uint? sum)
    {
        if (body.Length != length)
            throw new UnreadableRecordException($"the content of {id} has {body.Length} octets instead of {length}");
        if (sum is not null && sum != Crc32C.Of(body))
            throw new UnreadableRecordException($"the checksum of the content of {id} is wrong");
        byte[] buffer = ArrayPool<byte>.Shared.Rent(Math.Max(body.Length, 1));
        body.CopyTo(buffer);
        return new PooledContent(buffer, body.Length);
    }

    private static void Take(Statement statement, int limit, Claims claims, List<long> taken)
    {
        try
        {
            while (taken.Count < limit && statement.Step())
            {
                long id = statement.Int64(0);
                if (claims.TryTake(id))
                    taken.Add(id);
            }
        }
        finally
        {
            statement.Reset();
        }
    }

    public void Dispose() => database.Dispose();
}
