using Relay.Core.Spool.Disk;
using Relay.Core.Storage;

namespace Relay.Core.Spool;

/// <summary>The names in the spool's folder.</summary>
internal sealed class SpoolFolder(string path)
{
    /// <summary>The folder itself; absolute.</summary>
    public string Path { get; } = path;

    public string Database => In("spool.db");

    /// <summary>Present while a relay or a reader has the database open, or after a crash.</summary>
    public string DatabaseLog => In("spool.db-wal");

    /// <summary>Content files, in folders by the last two digits of the message's id.</summary>
    public string Bodies => In("bodies");

    /// <summary>What could be saved of entries that could not be read.</summary>
    public string Corrupt => In("corrupt");

    /// <summary>Marks of attempts that are being made.</summary>
    public string InFlight => In("in-flight");

    /// <summary>Room kept for a full disk.</summary>
    public string Ballast => In("ballast");

    public string Lock => In("lock");

    /// <summary>The process id of the relay that holds the lock, for people.</summary>
    public string Pid => In("pid");

    /// <summary>Makes what is missing; readable for the relay's own user alone, since mail lies in it.</summary>
    public void Make()
    {
        MakePrivate(Path);
        MakePrivate(Bodies);
        MakePrivate(Corrupt);
    }

    private static void MakePrivate(string folder)
    {
        bool isNew = !Directory.Exists(folder);
        OwnerOnly.MakeFolder(folder);
        if (System.IO.Path.GetDirectoryName(folder) is not { } parent)
            return;
        try
        {
            // Also when it was there: an earlier run may have ended after making it and before syncing it.
            FolderSync.Sync(parent);
        }
        catch (IOException) when (!isNew)
        {
            // Another user's folder, which this user may not open.
        }
    }

    private string In(string name) => System.IO.Path.Combine(Path, name);
}
