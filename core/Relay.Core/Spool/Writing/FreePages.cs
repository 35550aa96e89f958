using Relay.Core.Spool.Sqlite;

namespace Relay.Core.Spool.Writing;

/// <summary>Makes the database's file smaller after a large queue has gone. Used by the writer thread alone.</summary>
/// <remarks>The vacuum writes to the log only; the file gets shorter when a checkpoint has brought all of the log into it.</remarks>
internal sealed class FreePages(Database database, TimeProvider time)
{
    /// <summary>Free pages that stay in the file for the mail to come: 16 MiB.</summary>
    public const int Kept = 4096;

    /// <summary>Pages given back in one step, which takes some milliseconds.</summary>
    private const int Step = 512;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan AfterFault = TimeSpan.FromSeconds(10);
    private long lookedAt = time.GetTimestamp();
    private long faultAt;
    private bool owesCheckpoint;

    /// <summary>Gives back all, step by step, while nothing is to be written.</summary>
    /// <param name="isIdle">Asked before each step.</param>
    /// <exception cref="SqliteFaultException">It did not work; it is tried again some seconds later.</exception>
    public void GiveBackAll(Func<bool> isIdle) => Guard(() =>
    {
        while (isIdle() && TryStep())
        {
        }

        if (owesCheckpoint && isIdle())
            Checkpoint();
    });

    /// <summary>Takes one step a second at most: a relay to which some mail always comes is never idle, but gets its room back too.</summary>
    /// <exception cref="SqliteFaultException">It did not work; it is tried again some seconds later.</exception>
    public void GiveBackSome(Func<bool> isIdle)
    {
        if (time.GetElapsedTime(lookedAt) < Interval)
            return;
        lookedAt = time.GetTimestamp();
        Guard(() =>
        {
            TryStep();

            // Under full load the log is brought in without this.
            if (owesCheckpoint && isIdle())
                Checkpoint();
        });
    }

    private bool TryStep()
    {
        long surplus = (database.Number("PRAGMA freelist_count") ?? 0) - Kept;
        if (surplus <= 0)
            return false;
        database.Execute($"PRAGMA incremental_vacuum({Math.Min(Step, surplus)})");
        owesCheckpoint = true;
        return true;
    }

    private void Checkpoint()
    {
        // Waits for no reader. The first column is not 0 when the checkpoint could not run; the second and third are the log's pages, and those
        // brought in.
        (long busy, long pages, long broughtIn) = database.Numbers("PRAGMA wal_checkpoint(PASSIVE)");
        owesCheckpoint = busy != 0 || pages != broughtIn;
    }

    private void Guard(Action work)
    {
        if (faultAt != 0 && time.GetElapsedTime(faultAt) < AfterFault)
            return;
        faultAt = 0;
        try
        {
            work();
        }
        catch (SqliteFaultException)
        {
            faultAt = time.GetTimestamp();
            throw;
        }
    }
}
