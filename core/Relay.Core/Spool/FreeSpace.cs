namespace Relay.Core.Spool;

/// <summary>Whether the file system has more free octets than the reserve; asks it at most once a second.</summary>
internal sealed class FreeSpace(Func<long> freeOctets, long reserveOctets, TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private readonly Lock asking = new();
    private long askedAt;
    private bool asked;
    private volatile bool hasRoom = true;

    /// <summary>Free space of a folder's file system, for the relay's own user.</summary>
    public static Func<long> Of(string folder) => () => new DriveInfo(folder).AvailableFreeSpace;

    public bool HasRoom
    {
        get
        {
            // One asks; the others go on with the last answer.
            if (!asking.TryEnter())
                return hasRoom;
            try
            {
                if (asked && time.GetElapsedTime(askedAt) < Interval)
                    return hasRoom;
                askedAt = time.GetTimestamp();
                asked = true;
                hasRoom = freeOctets() >= reserveOctets;
                return hasRoom;
            }
            catch (IOException)
            {
                // A file system that does not answer is no place for new mail.
                hasRoom = false;
                return false;
            }
            finally
            {
                asking.Exit();
            }
        }
    }
}
