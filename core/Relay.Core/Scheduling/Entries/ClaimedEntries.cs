using Relay.Core.Scheduling.Timing;
using Relay.Sdk.Spool;

namespace Relay.Core.Scheduling.Entries;

/// <summary>The entries that the scheduler has claimed from the spool: fetches them, gives them back, and accounts for their content in
/// memory.</summary>
internal sealed class ClaimedEntries(ISpoolStore spool, ContentMemory memory, EntryFetcher fetcher)
{
    /// <inheritdoc cref="EntryFetcher.FetchAsync"/>
    public ValueTask<(List<ClaimedItem> Items, Instant NextDue)> FetchAsync(string destination, int limit) => fetcher.FetchAsync(destination, limit);

    /// <summary>Counts the content of an entry that comes with it; content that finds no room is read from the spool later.</summary>
    /// <param name="sharers">Entries that share the same content.</param>
    public ClaimedItem Admit(ClaimedEntry claimed, int sharers) => memory.Admit(claimed, sharers);

    public bool HasRoomFor(long octets) => memory.HasRoomFor(octets);

    /// <summary>Lets the content of an entry go.</summary>
    public void ReleaseContent(ClaimedItem item) => memory.Release(item);

    /// <summary>Ends the claims: the entries are in the spool as they were.</summary>
    public ValueTask GiveBackAsync(IReadOnlyList<ClaimedItem> items)
    {
        var entries = new ClaimedEntry[items.Count];
        for (int i = 0; i < entries.Length; i++)
        {
            entries[i] = items[i].Claimed;
            memory.Release(items[i]);
        }

        return spool.Queue.ReleaseAsync(entries, CancellationToken.None);
    }
}
