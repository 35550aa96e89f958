namespace Relay.Core.Spool.Disk;

/// <summary>Room on the disk kept for outcomes of mail that is already queued: dropped when the disk is full, taken again when there is
/// room.</summary>
/// <remarks>
/// Removing mail needs room as well: SQLite's log grows before the database may reuse its pages. What is dropped is enough to bring the
/// whole log into the database once, after which the log's own room serves for all further outcomes.
/// </remarks>
internal sealed class Ballast(string path, long octets, FreeSpace space)
{
    /// <summary>A log of 4000 pages, and what its checkpoint may add.</summary>
    public const long MaxOctets = 20 * 1024 * 1024;

    private volatile bool isThere;

    /// <summary>Whether the room is kept. While it is not, no new mail should come.</summary>
    public bool IsThere => isThere;

    /// <summary>Free octets that are needed to take it: its own, and the reserve.</summary>
    public long NeededOctets => space.ReserveOctets > long.MaxValue - octets ? long.MaxValue : space.ReserveOctets + octets;

    /// <summary>Takes the room; false when there is not enough.</summary>
    public bool TryTake()
    {
        if (isThere)
            return true;
        if (!space.HasRoomFor(octets))
            return false;
        try
        {
            if (octets > 0)
                File.OpenHandle(path, FileMode.Create, FileAccess.Write, preallocationSize: octets).Dispose();
            isThere = true;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // No room after all; it is tried again later.
            TryDrop();
        }

        return isThere;
    }

    /// <summary>Gives the room to what must be written now.</summary>
    /// <exception cref="IOException">The file cannot be removed.</exception>
    public void Drop()
    {
        isThere = false;
        try
        {
            File.Delete(path);
        }
        catch (UnauthorizedAccessException fault)
        {
            throw new IOException(fault.Message, fault);
        }
    }

    private void TryDrop()
    {
        try
        {
            Drop();
        }
        catch (IOException)
        {
            // It stays for the next taking.
        }
    }
}
