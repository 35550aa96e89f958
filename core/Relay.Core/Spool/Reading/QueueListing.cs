using System.Runtime.CompilerServices;
using Relay.Sdk.Spool;

namespace Relay.Core.Spool.Reading;

/// <summary>Lists the queue page by page.</summary>
internal static class QueueListing
{
    /// <param name="unreadable">Told of entries that cannot be read; they are left out.</param>
    public static async IAsyncEnumerable<QueueEntry> ListAsync(
        QueueLister lister, QueueFilter filter, Func<UnreadableEntryException, ValueTask> unreadable,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var selection = new QueueSelection(filter);
        (long from, long last) = (Math.Max(filter.After ?? 0, 0) + 1, long.MaxValue);
        if (filter.MessageId is { } id)
        {
            if (lister.RangeOf(id) is not { } range)
                yield break;
            (from, last) = (Math.Max(from, range.First), range.Last);
        }

        var page = new List<QueueEntry>();
        var faults = new List<UnreadableEntryException>();
        int given = 0;
        for (long? next = from; next is { } start;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            next = lister.ReadPage(start, last, selection, page, faults);
            foreach (UnreadableEntryException fault in faults)
                await unreadable(fault);
            foreach (QueueEntry entry in page)
            {
                if (given++ == filter.Limit)
                    yield break;
                yield return entry;
            }

            await Task.Yield(); // a long listing shares its thread
        }
    }

    public static async IAsyncEnumerable<DestinationBacklog> ListDestinationsAsync(
        QueueLister lister, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var page = new List<DestinationBacklog>();
        string after = "";
        bool more = true;
        while (more)
        {
            cancellationToken.ThrowIfCancellationRequested();
            more = lister.ReadPage(after, page);
            foreach (DestinationBacklog destination in page)
                yield return destination;
            after = page.Count > 0 ? page[^1].Destination : after;
            await Task.Yield();
        }
    }
}
