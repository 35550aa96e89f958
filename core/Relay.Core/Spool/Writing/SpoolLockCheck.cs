using Microsoft.Extensions.Logging;
using Relay.Core.Storage;

namespace Relay.Core.Spool.Writing;

/// <summary>Notices when the lock file that this relay holds has lost its name: a second relay may then start on the same spool.</summary>
/// <remarks>New mail is refused then. Outcomes are still stored, because a delivery that is not noted would be made again.</remarks>
internal sealed partial class SpoolLockCheck(SpoolLock held, string path, TimeProvider time, ILogger<SpoolLockCheck> logger)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private readonly byte[] room = FileStatus.MakeRoom();
    private long looked = time.GetTimestamp();
    private volatile bool isThere = true;

    /// <summary>What the last look found.</summary>
    public bool IsThere => isThere;

    /// <summary>Looks, but no more than once a second.</summary>
    public void Look()
    {
        if (time.GetElapsedTime(looked) < Interval)
            return;
        looked = time.GetTimestamp();
        bool found = held.IsThere(room);
        if (isThere && !found)
            LogLost(path);
        else if (!isThere && found)
            LogFound();
        isThere = found;
    }

    /// <exception cref="IOException">The last look found the file gone.</exception>
    public void Demand()
    {
        if (!isThere)
            throw new IOException($"the spool's '{path}' was deleted or replaced while the relay runs");
    }

    [LoggerMessage(LogLevel.Critical,
        "The spool's {Path} was deleted or replaced while the relay runs: new mail is refused, since a second relay may be sending the same queue. " +
        "Stop all relays of this spool, then start one", EventName = "spool.lock-gone")]
    private partial void LogLost(string path);

    [LoggerMessage(LogLevel.Information, "The spool's lock is back; new mail is taken", EventName = "spool.lock-back")]
    private partial void LogFound();
}
