using System.Security.Cryptography;
using Relay.Core.Spool.Content;
using Relay.Core.Spool.Disk;
using Relay.Core.Spool.Sqlite;
using Relay.Core.Spool.Writing;

namespace Relay.Core.Spool;

/// <summary>Makes sure at start that the folder of content files belongs to the database. In an empty folder, all large mail would seem to be
/// lost.</summary>
internal static class BodiesOwnership
{
    private const string Row = "bodies";

    /// <summary>Compares the folder's marker with the database, and makes what a new or older spool does not have yet.</summary>
    /// <exception cref="IOException">The folder belongs to another database, or it is empty while messages have their content in it.</exception>
    public static BodiesMarker Settle(SpoolFolder folder, SpoolWriter writer)
    {
        string root = folder.Bodies;
        long? known = writer.Database.Number($"SELECT value FROM meta WHERE name = '{Row}'");
        long? found = BodiesMarker.Read(root);
        if (known is null)
            return Begin(root, found, writer);
        if (found == known)
            return new BodiesMarker(root, known);
        long contents = writer.Database.Number("SELECT count(*) FROM message WHERE body IS NULL") ?? 0;
        if (found is not null || contents > 0)
            throw Refusal(folder, known.Value, found is not null, contents);
        return new BodiesMarker(root, TryWrite(root, known.Value) ? known : null);
    }

    /// <summary>The marker comes first: a crash before the database knows it leaves a marker, which the next start takes over.</summary>
    private static BodiesMarker Begin(string root, long? found, SpoolWriter writer)
    {
        long identity = found ?? BitConverter.ToInt64(RandomNumberGenerator.GetBytes(sizeof(long)));
        if (found is null && !TryWrite(root, identity))
            return new BodiesMarker(root, null);
        try
        {
            writer.Begin();
            writer.SetMeta(Row, identity);
            writer.Commit();
        }
        catch (SqliteFaultException fault) when (fault.IsFull)
        {
            writer.Database.RollBack(); // A later start notes it.
        }

        return new BodiesMarker(root, identity);
    }

    /// <summary>Writes the marker, unless the disk is full: the relay starts on a full disk too.</summary>
    private static bool TryWrite(string root, long identity)
    {
        try
        {
            BodiesMarker.Write(root, identity);
            return true;
        }
        catch (IOException fault) when (DiskFull.Is(fault))
        {
            return false;
        }
    }

    private static IOException Refusal(SpoolFolder folder, long identity, bool isAnother, long contents)
    {
        string marker = BodiesMarker.PathIn(folder.Bodies);
        return new IOException(
            $"the folder '{folder.Bodies}' is not the one that belongs to the queue in '{folder.Database}': the file '{marker}' " +
            $"{(isAnother ? "names another queue" : "is missing")}, " +
            $"and {contents} queued messages have their content in that folder. Nothing was taken out of the queue. Put the folder back, or mount " +
            "its volume. " +
            $"If the folder is lost for good, write {BodiesMarker.TextOf(identity)} into '{marker}': the relay then starts, and takes messages " +
            "without content out of the queue");
    }
}
