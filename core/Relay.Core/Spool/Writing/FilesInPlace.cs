using Microsoft.Extensions.Logging;
using Relay.Core.Spool.Content;
using Relay.Core.Spool.Sqlite;
using Relay.Core.Storage;

namespace Relay.Core.Spool.Writing;

/// <summary>Notices when the files that are written to have lost their names, as when an operator deletes the spool's folder: what is written then goes with the process.</summary>
/// <remarks>Another file of the same name is no better: the relay goes on writing to the file that it has open.</remarks>
internal sealed partial class FilesInPlace
{
    private readonly Database database;
    private readonly string path;
    private readonly string log;
    private readonly BodiesMarker bodies;
    private readonly ILogger<FilesInPlace> logger;
    private readonly byte[] room = FileStatus.MakeRoom();
    private readonly FileIdentity? ownLog;
    private FileIdentity? ownBodies;
    private volatile bool areThere = true;

    public FilesInPlace(Database database, string path, string log, BodiesMarker bodies, ILogger<FilesInPlace> logger)
    {
        (this.database, this.path, this.log, this.bodies, this.logger) = (database, path, log, bodies, logger);
        ownLog = FileIdentity.Of(log, room);
        ownBodies = FileIdentity.Of(bodies.Path, room);
    }

    /// <summary>What the last look found.</summary>
    public bool AreThere => areThere;

    /// <summary>Looks, before each transaction and about once a second. Costs three calls to the file system.</summary>
    /// <exception cref="IOException">A file is gone, or another one has its name.</exception>
    public void Demand()
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
        if (!bodies.IsInPlace)
            return false;
        ownBodies = found;
        return true;
    }

    [LoggerMessage(LogLevel.Critical,
        "The spool's {Path} was deleted or moved away while the relay runs: new mail is refused. Put it back, or stop the relay and start it again; mail that was in a deleted queue is lost", EventName = "spool.gone")]
    private partial void LogGone(string path);

    [LoggerMessage(LogLevel.Information, "The spool's files are back; new mail is taken", EventName = "spool.back")]
    private partial void LogBack();
}
