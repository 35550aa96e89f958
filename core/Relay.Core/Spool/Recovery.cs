using Relay.Core.Spool.Claiming;
using Relay.Core.Spool.Sqlite;
using Relay.Core.Spool.Writing;
using Relay.Sdk.Mail;
using Relay.Sdk.Spool;

namespace Relay.Core.Spool;

/// <summary>What is done at start, before anything else may write.</summary>
/// <param name="asLeft">This is the database that the last run closed or crashed with, not a new or restored one.</param>
internal sealed class Recovery(SpoolWriter writer, InFlightFile marks, Orphans orphans, bool asLeft)
{
    private const int CrashesToQuarantine = 3;
    private const string Run = "run";
    private const string Messages = "messages";
    private readonly Database database = writer.Database;

    /// <summary>The highest entry id that must not be given again.</summary>
    public long LastEntryId { get; private set; }

    /// <summary>Content of at most so many octets never lay in a file in this spool.</summary>
    public long FileFloorOctets { get; private set; }

    /// <summary>What the database has to say of this run; on a full disk it is not written yet.</summary>
    public StartNote Start { get; private set; } = new(0);

    public SpoolRecovery Recover(int inlineMaxOctets)
    {
        bool afterCrash = ReadMeta(StartNote.Clean) == 0;
        long run = ReadMeta(Run) ?? 0;
        writer.Messages = (afterCrash ? null : ReadMeta(Messages)) ?? CountMessages();
        LastEntryId = ReadLastEntryId();
        writer.LastPosition = ReadLastPosition();
        writer.Taken = Schema.ReadTaken(database);
        FileFloorOctets = Math.Min(ReadMeta(StartNote.FileFloor) ?? inlineMaxOctets, inlineMaxOctets);

        // A crash between this commit and the clearing of the marks leaves marks of an earlier run, which are not counted again.
        // An older copy of the database has marks of a later run.
        bool ofThisCrash = afterCrash && marks.Run == run;
        IReadOnlyList<long> inFlight = ofThisCrash ? marks.Read() : [];
        Start = new StartNote(FileFloorOctets);
        (int counted, int quarantined) = TryNote(run + 1, inFlight) ?? NoteInLog(run + 1, inFlight);

        // The marks are written after the database, and survive the process as it does: they never know more than it, unless a part of it was lost.
        long missing = Math.Max(0, marks.Taken - writer.Taken);
        MessageId? last = missing > 0 ? new MessageId(marks.LastTaken) : null;
        marks.Begin(Start.IsWritten ? run + 1 : run, writer.Taken);
        bool isLeftover = ofThisCrash && asLeft && missing == 0;
        return new SpoolRecovery
        {
            Messages = writer.Messages,
            AfterCrash = afterCrash,
            InFlight = counted,
            Quarantined = quarantined,
            Missing = missing,
            MissingUpTo = last,
            Orphans = isLeftover ? orphans.Remove() : 0,
            Corrupt = isLeftover ? 0 : orphans.SetAside(),
        };
    }

    /// <summary>Notes that this run ends in order.</summary>
    /// <exception cref="SqliteFaultException">It could not be noted: the next start takes it for a crash.</exception>
    public void End()
    {
        try
        {
            writer.Begin();
            writer.SetMeta(StartNote.Clean, 1);
            writer.SetMeta(Messages, writer.Messages);
            writer.Commit();
        }
        catch (SqliteFaultException)
        {
            database.RollBack();
            throw;
        }
    }

    /// <summary>Stores that this run begins, and counts the crash of the last run.</summary>
    /// <returns>Null when the disk is full.</returns>
    private (int Counted, int Quarantined)? TryNote(long run, IReadOnlyList<long> inFlight)
    {
        try
        {
            writer.Begin();
            (int Counted, int Quarantined) counts = CountCrash(inFlight);
            Start.Write(writer);
            writer.SetMeta(Run, run);
            writer.Commit();
            Start.IsWritten = true;
            return counts;
        }
        catch (SqliteFaultException fault) when (fault.IsFull)
        {
            database.RollBack();
            return null;
        }
    }

    /// <summary>On a full disk: brings the log into the database, which may need no room, and writes in the log's place. If that fails too, the crash
    /// is not counted, and mail is still sent.</summary>
    private (int Counted, int Quarantined) NoteInLog(long run, IReadOnlyList<long> inFlight)
    {
        try
        {
            database.Execute("PRAGMA wal_checkpoint(RESTART)");
        }
        catch (SqliteFaultException fault) when (fault.IsFull)
        {
            return (0, 0);
        }

        return TryNote(run, inFlight) ?? (0, 0);
    }

    private (int Counted, int Quarantined) CountCrash(IReadOnlyList<long> entryIds)
    {
        using Statement count = database.Prepare(
            $"""
            UPDATE entry SET crashes = crashes + 1, hold = CASE WHEN hold = 0 AND crashes + 1 >= {CrashesToQuarantine} THEN {(int)QueueHold.Quarantine} ELSE hold END
            WHERE entry_id = ? RETURNING hold = {(int)QueueHold.Quarantine} AND crashes = {CrashesToQuarantine}
            """);
        int counted = 0;
        int quarantined = 0;
        foreach (long entryId in entryIds)
        {
            count.Bind(1, entryId);
            if (count.Step())
            {
                counted++;
                quarantined += (int)count.Int64(0);
            }

            count.Reset();
        }

        return (counted, quarantined);
    }

    /// <summary>Counts without touching the wide rows of the messages: entries of one message follow each other.</summary>
    private long CountMessages()
    {
        using Statement list = database.Prepare("SELECT message_id FROM entry ORDER BY entry_id");
        long count = 0;
        for (long last = -1; list.Step();)
        {
            long id = list.Int64(0);
            if (id != last)
                count++;
            last = id;
        }

        list.Reset();
        return count;
    }

    // Ids of a message's removed entries count as well, or the message would seem to own entries of another.
    private long ReadLastEntryId()
    {
        long entry = database.Number("SELECT max(entry_id) FROM entry") ?? 0;
        long ofMessage = database.Number(
            "SELECT first_entry + entries - 1 FROM message WHERE id = (SELECT message_id FROM entry ORDER BY entry_id DESC LIMIT 1)") ?? 0;
        return Math.Max(entry, ofMessage);
    }

    private long ReadLastPosition()
    {
        long held = database.Number("SELECT max(position) FROM (SELECT max(position) AS position FROM outbox UNION ALL SELECT max(position) FROM " +
            "subscriber)") ?? 0;
        return Math.Max(held, ReadMeta(SpoolWriter.LastPositionName) ?? 0);
    }

    private long? ReadMeta(string name) => database.Number($"SELECT value FROM meta WHERE name = '{name}'");
}
