using Microsoft.Extensions.Logging;
using Relay.Core.Spool.Content;
using Relay.Core.Spool.Disk;
using Relay.Core.Spool.Sqlite;
using Relay.Sdk.Mail;

namespace Relay.Core.Spool;

/// <summary>Content files that the database does not know. A file that cannot be cleared away is logged and stays; it never stops a start.</summary>
/// <param name="bodies">Where they lie.</param>
/// <param name="corrupt">The corrupt area.</param>
internal sealed partial class Orphans(BodyFolder bodies, string corrupt, Database database, ILogger<Orphans> logger)
{
    /// <summary>Removes what a crash leaves: content of messages that were never acknowledged or are completed.</summary>
    /// <returns>How many.</returns>
    public int Remove() => Clear(static (path, _) => File.Delete(path));

    /// <summary>Moves to the corrupt area what no crash explains: it may belong to messages that the database has lost.</summary>
    /// <returns>How many.</returns>
    public int SetAside()
    {
        int moved = Clear(Move);
        if (moved > 0)
            LogSetAside(moved, corrupt);
        return moved;
    }

    private void Move(string path, MessageId id)
    {
        string target = Path.Combine(corrupt, id.ToString());
        Directory.CreateDirectory(target);
        File.Move(path, Path.Combine(target, CorruptArea.ContentName), overwrite: true);
        FolderSync.Sync(target);
        FolderSync.Sync(corrupt);
    }

    private int Clear(Action<string, MessageId> clear)
    {
        using Statement find = database.Prepare("SELECT 1 FROM message WHERE id = ?");
        int cleared = 0;
        foreach ((string path, MessageId id) in bodies.List())
        {
            if (!IsKnown(find, id) && TryClear(clear, path, id))
                cleared++;
        }

        return cleared;
    }

    private bool TryClear(Action<string, MessageId> clear, string path, MessageId id)
    {
        try
        {
            clear(path, id);
            return true;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            LogLeft(path, fault);
            return false;
        }
    }

    private static bool IsKnown(Statement find, MessageId id)
    {
        find.Bind(1, id.Value);
        bool isKnown = find.Step();
        find.Reset();
        return isKnown;
    }

    [LoggerMessage(LogLevel.Error,
        "{Count} content files belong to no message in the database, and no crash explains it; they are in {Folder} now. If the database is an old " +
        "copy or was rebuilt, they are mail that it has lost", EventName = "spool.set-aside")]
    private partial void LogSetAside(int count, string folder);

    [LoggerMessage(LogLevel.Error, "The content file {Path} belongs to no message, and cannot be cleared away", EventName = "spool.left")]
    private partial void LogLeft(string path, Exception fault);
}
