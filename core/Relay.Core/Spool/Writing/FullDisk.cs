using Microsoft.Extensions.Logging;
using Relay.Core.Spool.Disk;
using Relay.Core.Spool.Sqlite;

namespace Relay.Core.Spool.Writing;

/// <summary>What the writer does when the disk is full, and when it has room again. Used at start, and then by the writer thread alone.</summary>
internal sealed partial class FullDisk(string folder, FreeSpace space, Ballast ballast, TimeProvider time, ILogger<FullDisk> logger)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private long lookedAt;
    private bool isFull;

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

    /// <summary>Notes whether there is room for new mail, and takes the ballast if it is missing; once a second at most while there is none.</summary>
    public void LookForRoom()
    {
        if (isFull && time.GetElapsedTime(lookedAt) < Interval)
            return;
        lookedAt = time.GetTimestamp();
        Note(full: !space.HasRoom || !(ballast.IsThere || ballast.TryTake()));
    }

    private void Note(bool full)
    {
        if (full && !isFull)
            LogFull(folder, space.FreeOctets, ballast.IsThere ? space.ReserveOctets : ballast.NeededOctets, space.ReserveOctets);
        else if (!full && isFull)
            LogRoomAgain();
        isFull = full;
    }
}
