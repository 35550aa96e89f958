using Microsoft.Extensions.Logging;
using Relay.Core.Spool.Content;
using Relay.Core.Spool.Sqlite;
using Relay.Core.Storage;

namespace Relay.Core.Spool.Writing;

/// <summary>Notices when the files that are written to have lost their names, as when an operator deletes the spool's folder: what is written then
/// goes with the process.</summary>
/// <remarks>
/// Another file of the same name is no better: the relay goes on writing to the file that it has open. While the folder has the same stamp, the names
/// in it are the same, and one look at the folder does for the database and its log. The folder of content files is looked at with each content file
/// besides.
/// </remarks>
internal sealed partial class SpoolFilesCheck
{
    /// <summary>Longer than the steps in which file systems count time: a change to a folder gives it another stamp if its stamp is that
    /// old.</summary>
    private static readonly TimeSpan StampAge = TimeSpan.FromSeconds(3);

    /// <summary>The longest time between two looks at each file.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly Database database;
    private readonly string folder;
    private readonly string path;
    private readonly string log;
    private readonly BodiesMarker bodies;
    private readonly TimeProvider time;
    private readonly ILogger<SpoolFilesCheck> logger;
    private readonly byte[] room = FileStatus.MakeRoom();
    private readonly FileIdentity? ownLog;
    private FileIdentity? ownBodies;
    private FileStamp stamp;
    private long stampedAt;
    private long lookedAt;
    private volatile bool areThere = true;

    public SpoolFilesCheck(Database database, SpoolFolder names, BodiesMarker bodies, TimeProvider time, ILogger<SpoolFilesCheck> logger)
    {
        (this.database, this.bodies, this.time, this.logger) = (database, bodies, time, logger);
        (folder, path, log) = (names.Path, names.Database, names.DatabaseLog);
        ownLog = FileIdentity.Of(log, room);
        ownBodies = FileIdentity.Of(bodies.Path, room);
    }

    /// <summary>What the last look found.</summary>
    public bool AreThere => areThere;

    /// <summary>Looks, before each transaction and about once a second. Most looks cost one call to the file system, the others three more.</summary>
    /// <exception cref="IOException">A file is gone, or another file has its name.</exception>
    public void Demand()
    {
        if (!AreUntouched())
            LookAtEach();
    }

    /// <summary>Whether no name in the folder can have changed since a look found all in place.</summary>
    private bool AreUntouched()
    {
        FileStamp found = FileStamp.Of(folder, room);
        long now = time.GetTimestamp();
        if (found != stamp)
            (stamp, stampedAt) = (found, now);
        if (areThere && found != default && time.GetElapsedTime(stampedAt, lookedAt) >= StampAge && time.GetElapsedTime(lookedAt, now) < Interval)
            return true;
        lookedAt = now;
        return false;
    }

    private void LookAtEach()
    {
        string? missing = database.IsMoved ? path : !IsOwnLog() ? log : !AreOwnBodies() ? bodies.Path : null;
        if (missing is not null && areThere)
            LogGone(missing);
        else if (missing is null && !areThere)
            LogBack();
        areThere = missing is null;
        if (missing is not null)
            throw new IOException($"the spool's '{missing}' was deleted or moved away while the relay runs");
    }

    private bool IsOwnLog() => FileIdentity.Of(log, room) is { } found && found == ownLog;

    private bool AreOwnBodies()
    {
        FileIdentity? found = FileIdentity.Of(bodies.Path, room);
        if (found is null)
            return false;
        if (found == ownBodies)
            return true;

        // Content files are opened by name: the folder may come back as a copy, or from a volume that has another number now.
        if (!bodies.IsThere)
            return false;
        ownBodies = found;
        return true;
    }

    [LoggerMessage(LogLevel.Critical,
        "The spool's {Path} was deleted or moved away while the relay runs: new mail is refused. Put it back, or stop the relay and start it " +
        "again; mail that was in a deleted queue is lost", EventName = "spool.gone")]
    private partial void LogGone(string path);

    [LoggerMessage(LogLevel.Information, "The spool's files are back; new mail is taken", EventName = "spool.back")]
    private partial void LogBack();
}
