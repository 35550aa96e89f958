using Microsoft.Extensions.Logging;
using Relay.Core.Spool.Disk;
using Relay.Core.Spool.Sqlite;

namespace Relay.Core.Spool.Writing;

/// <summary>What the writer does when the disk is full, and when it has room again. Used at start, and then by the writer thread alone.</summary>
internal sealed partial class FullDisk(string folder, FreeSpace space, Ballast ballast, TimeProvider time, ILogger<FullDisk> logger)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan TellInterval = TimeSpan.FromMinutes(1);
    private long lookedAt;
    private long? toldAt;
    private bool isFull;
    private bool isTold;

    /// <summary>Drops the ballast and brings the log into the database, so that the log's room can be used again.</summary>
    public void MakeRoom(Database database)
    {
        Note(full: true);
        lookedAt = time.GetTimestamp();
        try
        {
            ballast.Drop();
            database.Execute("PRAGMA wal_checkpoint(RESTART)");
        }
        catch (IOException fault)
        {
            LogCheckpointFailed(fault);
        }
    }

    /// <summary>Notes whether there is room for new mail, and takes the ballast if it is missing; once a second at most while there is
    /// none.</summary>
    public void LookForRoom()
    {
        if (isFull && time.GetElapsedTime(lookedAt) < Interval)
            return;
        lookedAt = time.GetTimestamp();
        Note(full: !space.HasRoom || !(ballast.IsThere || ballast.TryTake()));
    }

    // Free space that goes up and down around the reserve is told once a minute, and nothing is said of the times between.
    private void Note(bool full)
    {
        isFull = full;
        if (full && !isTold && (toldAt is not { } last || time.GetElapsedTime(last) >= TellInterval))
        {
            (isTold, toldAt) = (true, time.GetTimestamp());
            LogFull(folder, space.FreeOctets, ballast.IsThere ? space.ReserveOctets : ballast.NeededOctets, space.ReserveOctets);
        }
        else if (!full && isTold)
        {
            isTold = false;
            LogRoomAgain();
        }
    }
}
