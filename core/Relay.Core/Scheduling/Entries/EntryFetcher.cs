using Microsoft.Extensions.Logging;
using Relay.Core.Scheduling.Timing;
using Relay.Sdk.Spool;

namespace Relay.Core.Scheduling.Entries;

/// <summary>Fetches due entries from the spool.</summary>
internal sealed partial class EntryFetcher(ISpoolStore spool, SteadyClock clock, ILogger log)
{
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan AfterNothing = TimeSpan.FromSeconds(1);

    /// <summary>Takes up to so many entries; never throws.</summary>
    /// <returns>The entries, and when the next entry is due.</returns>
    public async ValueTask<(List<ClaimedItem> Items, Instant NextDue)> FetchAsync(string destination, int limit)
    {
        var items = new List<ClaimedItem>();
        try
        {
            DateTimeOffset now = clock.UtcNow;
            IReadOnlyList<ClaimedEntry> claimed = await spool.Queue.ClaimDueAsync(destination, now, limit, CancellationToken.None);
            foreach (ClaimedEntry entry in claimed)
                items.Add(new ClaimedItem(entry, 0));
            if (items.Count >= limit)
                return (items, clock.Now);
            if (await spool.Queue.NextDueAsync(destination, CancellationToken.None) is not { } due)
                return (items, Instant.Never);

            // A store that names a due entry and does not hand it out (another relay has just taken it) is asked again, but not at once.
            return (items, due <= now && items.Count == 0 ? clock.Now + AfterNothing : clock.At(due));
        }
        catch (Exception e)
        {
            LogFetchFailed(e, destination);
            return (items, clock.Now + AfterFailure);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Due mail for {Destination} could not be fetched from the spool",
        EventName = "scheduling.fetch-failed")]
    private partial void LogFetchFailed(Exception e, string destination);
}
