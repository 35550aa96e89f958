using Relay.Core.Scheduling.Destinations;
using Relay.Sdk.Spool;

namespace Relay.Host.Admin;

/// <summary>How many entries of the queue wait for what, held and retrying mail included.</summary>
/// <param name="Counted">Entries that were looked at: the oldest, at most <see cref="MaxEntries"/>.</param>
/// <param name="IsComplete">Whether these are all.</param>
/// <param name="Reasons">How many of them wait for each reason; a reason for which none waits is left out.</param>
internal sealed record QueueCensus(int Counted, bool IsComplete, IReadOnlyDictionary<WaitKind, int> Reasons)
{
    /// <summary>So few that a monitor may ask every few seconds, however long the queue is.</summary>
    public const int MaxEntries = 10_000;

    /// <summary>Counts.</summary>
    /// <returns>Null when the spool cannot be read now.</returns>
    public static async Task<QueueCensus?> TakeAsync(ISpoolQueue queue, Func<QueueEntry, WaitReason> reasonOf, CancellationToken cancellationToken)
    {
        var reasons = new SortedDictionary<WaitKind, int>();
        int counted = 0;
        try
        {
            await foreach (QueueEntry entry in queue.ListAsync(new QueueFilter { Limit = MaxEntries + 1 }, cancellationToken))
            {
                if (counted == MaxEntries)
                    return new QueueCensus(counted, IsComplete: false, reasons);
                counted++;
                WaitKind kind = reasonOf(entry).Kind;
                reasons[kind] = reasons.GetValueOrDefault(kind) + 1;
            }
        }
        catch (IOException)
        {
            return null;
        }

        return new QueueCensus(counted, IsComplete: true, reasons);
    }
}
