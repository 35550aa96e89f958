using Relay.Core.Spool.Records;
using Relay.Core.Spool.Sqlite;

namespace Relay.Core.Spool.Writing;

/// <summary>The one connection that writes, with its statements. Used at start, and then by the writer thread alone.</summary>
internal sealed class SpoolWriter : IDisposable
{
    /// <summary>Under which the last position is kept for when no notice and no subscriber has it.</summary>
    public const string LastPositionName = "last_position";

    private readonly Statement begin;
    private readonly Statement commit;
    private readonly Statement insertMessage;
    private readonly Statement insertEntry;
    private readonly Statement updateEntry;
    private readonly Statement deleteEntry;
    private readonly Statement deleteMessage;
    private readonly Statement insertNotice;
    private readonly Statement setMeta;
    private readonly Statement findEntry;
    private readonly Statement forgetPositions;
    private readonly Statement setPosition;
    private readonly Statement trimOutbox;
    private readonly Statement findPassed;
    private int change;
    private int added;
    private long lastAdded;

    public SpoolWriter(Database database)
    {
        Database = database;
        begin = database.Prepare("BEGIN IMMEDIATE");
        commit = database.Prepare("COMMIT");
        insertMessage = database.Prepare("INSERT INTO message (id, first_entry, entries, record, body) VALUES (?, ?, ?, ?, ?)");
        insertEntry = database.Prepare(
            "INSERT INTO entry (destination, due, attention, hold, crashes, record, entry_id, message_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?)");
        updateEntry = database.Prepare(
            "UPDATE entry SET destination = ?, due = ?, attention = ?, hold = ?, crashes = ?, record = ? WHERE entry_id = ?");
        deleteEntry = database.Prepare("DELETE FROM entry WHERE entry_id = ?");
        deleteMessage = database.Prepare(
            "DELETE FROM message WHERE id = ? AND NOT EXISTS (SELECT 1 FROM entry WHERE entry_id BETWEEN first_entry AND first_entry + entries - 1)");
        insertNotice = database.Prepare("INSERT INTO outbox (position, name, json) VALUES (?, ?, ?)");
        setMeta = database.Prepare("INSERT OR REPLACE INTO meta (name, value) VALUES (?, ?)");
        findEntry = database.Prepare("SELECT 1 FROM entry WHERE entry_id = ?");
        forgetPositions = database.Prepare("DELETE FROM subscriber WHERE relay = ?");
        setPosition = database.Prepare("INSERT OR REPLACE INTO subscriber (relay, name, position) VALUES (?, ?, ?)");

        // In bounded steps, so that a long backlog that has been passed does not delay mail.
        trimOutbox = database.Prepare(
            "DELETE FROM outbox WHERE position <= min((SELECT min(position) FROM subscriber), (SELECT min(position) FROM outbox) + 10000)");
        findPassed = database.Prepare("SELECT 1 FROM outbox WHERE position <= (SELECT min(position) FROM subscriber) LIMIT 1");
    }

    public Database Database { get; }

    /// <summary>The position of the last notice written.</summary>
    public long LastPosition { get; set; }

    /// <summary>Messages in the queue.</summary>
    public long Messages { get; set; }

    /// <summary>Messages that this spool has ever taken, those of the open transaction left out.</summary>
    public long Taken { get; set; }

    /// <summary>The message that was committed last; 0 before the first of this run.</summary>
    public long LastMessage { get; private set; }

    public void Begin()
    {
        begin.Run();
        (change, added) = (0, 0);
    }

    public void Commit()
    {
        // With the mail itself: at a start it tells whether mail that was acknowledged is missing.
        long taken = Taken + added;
        if (added > 0)
            Schema.WriteTaken(Database, taken);
        if (taken / Schema.TakenStep > Taken / Schema.TakenStep)
            SetMeta(Schema.TakenName, taken - (taken % Schema.TakenStep));
        commit.Run();
        Messages += change;
        if (added > 0)
            (Taken, LastMessage) = (taken, lastAdded);
    }

    /// <param name="body">Null when the body is in a file.</param>
    public void InsertMessage(long id, long firstEntry, int entries, ReadOnlySpan<byte> record, Content.PooledContent? body)
    {
        insertMessage.Bind(1, id);
        insertMessage.Bind(2, firstEntry);
        insertMessage.Bind(3, entries);
        insertMessage.Bind(4, record);
        if (body is null)
            insertMessage.BindNull(5);
        else
            insertMessage.Bind(5, body.Span);
        insertMessage.Run();
        change++;
        added++;
        lastAdded = id;
    }

    public void InsertEntry(in EntryRow row, RecordWriter records)
    {
        BindColumns(insertEntry, row, records);
        insertEntry.Bind(7, row.EntryId);
        insertEntry.Bind(8, row.MessageId);
        insertEntry.Run();
    }

    /// <summary>Changes an entry; nothing when it is gone.</summary>
    public void UpdateEntry(in EntryRow row, RecordWriter records)
    {
        BindColumns(updateEntry, row, records);
        updateEntry.Bind(7, row.EntryId);
        updateEntry.Run();
    }

    /// <summary>Whether an entry is there.</summary>
    public bool HasEntry(long entryId)
    {
        findEntry.Bind(1, entryId);
        bool found = findEntry.Step();
        findEntry.Reset();
        return found;
    }

    /// <summary>Removes an entry, and its message when it was the last; nothing when it is gone.</summary>
    /// <returns>True when the message was removed.</returns>
    public bool RemoveEntry(long entryId, long messageId)
    {
        deleteEntry.Bind(1, entryId);
        if (deleteEntry.Run() == 0)
            return false;
        deleteMessage.Bind(1, messageId);
        if (deleteMessage.Run() == 0)
            return false;
        change--;
        return true;
    }

    public void InsertNotice(string name, ReadOnlySpan<byte> json)
    {
        insertNotice.Bind(1, ++LastPosition);
        insertNotice.Bind(2, name);
        insertNotice.Bind(3, json);
        insertNotice.Run();
    }

    public void SetMeta(string name, long value)
    {
        setMeta.Bind(1, name);
        setMeta.Bind(2, value);
        setMeta.Run();
    }

    /// <summary>Forgets a relay's subscribers, but not how far the outbox has come: no position is given again.</summary>
    public void ForgetPositions(string relay)
    {
        forgetPositions.Bind(1, relay);
        forgetPositions.Run();
        SetMeta(LastPositionName, LastPosition);
    }

    public void SetPosition(string relay, string subscriber, long position)
    {
        setPosition.Bind(1, relay);
        setPosition.Bind(2, subscriber);
        setPosition.Bind(3, position);
        setPosition.Run();
    }

    /// <summary>Drops notices that all subscribers have passed, some thousands at most; none while there is no subscriber.</summary>
    /// <returns>Whether there are none left to drop.</returns>
    public bool TrimOutbox()
    {
        trimOutbox.Run();
        bool isAll = !findPassed.Step();
        findPassed.Reset();
        return isAll;
    }

    private static void BindColumns(Statement statement, in EntryRow row, RecordWriter records)
    {
        statement.BindText(1, records[row.Destination]);
        statement.Bind(2, row.Due);
        statement.Bind(3, row.Review);
        statement.Bind(4, row.Hold);
        statement.Bind(5, row.Crashes);
        statement.Bind(6, records[row.Record]);
    }

    public void Dispose() => Database.Dispose();
}
