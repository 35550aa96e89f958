using System.Runtime.CompilerServices;
using Relay.Sdk.Spool;

namespace Relay.Core.Spool.Reading;

/// <summary>Lists the queue page by page.</summary>
internal static class QueueListing
{
    public static async IAsyncEnumerable<QueueEntry> ListAsync(
        QueueLister lister, QueueFilter filter, Action<Exception> unreadable, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var selection = new QueueSelection(filter);
        (long from, long last) = (1, long.MaxValue);
        if (filter.MessageId is { } id)
        {
            if (lister.RangeOf(id) is not { } range)
                yield break;
            (from, last) = range;
        }

        var page = new List<QueueEntry>();
        int given = 0;
        for (long? next = from; next is { } start;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            next = lister.ReadPage(start, last, selection, unreadable, page);
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
