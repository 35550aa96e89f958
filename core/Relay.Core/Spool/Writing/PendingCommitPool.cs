using System.Collections.Concurrent;
using Relay.Core.Spool.Claiming;
using Relay.Core.Spool.Content;

namespace Relay.Core.Spool.Writing;

/// <summary>Commits to be used again, and what they touch when they end.</summary>
internal sealed class PendingCommitPool(Claims claims, BodyFiles files, long fileFloorOctets)
{
    private const int MaxKept = 256;
    private readonly ConcurrentQueue<PendingCommit> kept = new();
    private int count;

    public Claims Claims { get; } = claims;

    public PendingCommit Rent()
    {
        if (!kept.TryDequeue(out PendingCommit? pending))
            return new PendingCommit(this);
        Interlocked.Decrement(ref count);
        return pending;
    }

    public void Return(PendingCommit pending)
    {
        if (Interlocked.Increment(ref count) <= MaxKept)
            kept.Enqueue(pending);
        else
            Interlocked.Decrement(ref count);
    }

    /// <summary>An update is on stable storage: ends its mark and claim, and removes the content file of a completed message.</summary>
    public void EndUpdate(in UpdateRow row, bool isCompleted)
    {
        if (row.KeepsClaim)
            Claims.Unmark(row.EntryId, row.Fence);
        else
            Claims.End(row.EntryId, row.Fence);

        // Below the smallest threshold that this spool ever had, content never lay in a file.
        if (isCompleted && row.LengthOctets > fileFloorOctets)
            files.Remove(row.MessageId);
    }
}
