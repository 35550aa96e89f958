using Microsoft.Extensions.Logging;
using Relay.Core.Spool.Content;
using Relay.Core.Spool.Sqlite;
using Relay.Core.Storage;

namespace Relay.Core.Spool.Writing;

/// <summary>Notices when the files that are written to have lost their names, as when an operator deletes the spool's folder: what is written then goes with the process.</summary>
internal sealed partial class FilesInPlace(Database database, string path, string log, BodiesMarker bodies, ILogger<FilesInPlace> logger)
{
    private volatile bool areThere = true;

    /// <summary>What the last look found.</summary>
    public bool AreThere => areThere;

    /// <summary>Looks, before each transaction and about once a second. Costs three calls to the file system.</summary>
    /// <exception cref="IOException">A file is gone.</exception>
    public void Demand()
    {
        string? missing = database.IsMoved ? path : !FileStatus.Exists(log) ? log : !FileStatus.Exists(bodies.Path) ? bodies.Path : null;
        if (missing is not null && areThere)
            LogGone(missing);
        else if (missing is null && !areThere)
            LogBack();
        areThere = missing is null;
        if (missing is not null)
            throw new IOException($"the spool's '{missing}' was deleted or moved away while the relay runs");
    }

    [LoggerMessage(LogLevel.Critical,
        "The spool's {Path} was deleted or moved away while the relay runs: new mail is refused. Put it back, or stop the relay and start it again; mail that was in a deleted queue is lost", EventName = "spool.gone")]
    private partial void LogGone(string path);

    [LoggerMessage(LogLevel.Information, "The spool's files are back; new mail is taken", EventName = "spool.back")]
    private partial void LogBack();
}
