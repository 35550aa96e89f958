namespace Relay.Core.Spool.Disk;

/// <summary>Whether the file system has more free octets than the reserve; asks it at most once a second.</summary>
internal sealed class FreeSpace(Func<long> freeOctets, long reserveOctets, TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private readonly Lock asking = new();
    private long askedAt;
    private bool asked;
    private long free = long.MaxValue;

    /// <summary>The octets that new mail must leave free.</summary>
    public long ReserveOctets { get; } = reserveOctets;

    /// <summary>The free octets, as known within the last second; 0 when the file system does not answer.</summary>
    public long FreeOctets => Math.Max(0, Free());

    /// <summary>Whether the reserve is untouched.</summary>
    public bool HasRoom => HasRoomFor(0);

    /// <summary>Free space of a folder's file system, for the relay's own user.</summary>
    public static Func<long> Of(string folder) => () => new DriveInfo(folder).AvailableFreeSpace;

    /// <summary>Whether the reserve would be untouched by so many octets more.</summary>
    public bool HasRoomFor(long octets) => Free() - octets >= ReserveOctets;

    private long Free()
    {
        // One asks; the others go on with the last answer.
        if (!asking.TryEnter())
            return Volatile.Read(ref free);
        try
        {
            if (asked && time.GetElapsedTime(askedAt) < Interval)
                return free;
            (askedAt, asked) = (time.GetTimestamp(), true);
            Volatile.Write(ref free, freeOctets());
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // A file system that does not answer is no place for new mail.
            Volatile.Write(ref free, long.MinValue / 2);
        }
        finally
        {
            asking.Exit();
        }

        return Volatile.Read(ref free);
    }
}
