using Microsoft.Extensions.Logging;
using Relay.Core.Scheduling.Destinations;
using Relay.Core.Scheduling.Outcomes;
using Relay.Core.Scheduling.Timing;

namespace Relay.Core.Scheduling.Upkeep;

/// <summary>Says loudly when mail is due and nothing moves.</summary>
/// <remarks>It has to be so for a while more after the first look that finds it: after a stop of the whole process (SIGSTOP), that look finds
/// everything as old as the stop.</remarks>
internal sealed partial class ProgressWatchdog(DestinationTable destinations, OutcomeCommitter committer, SteadyClock clock, ILogger log)
{
    /// <summary>How long no progress is no cause for alarm. One transaction may lawfully take a little less.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(20);

    private static readonly TimeSpan Confirmation = TimeSpan.FromSeconds(20);

    private Dictionary<string, Instant> stalled = [];
    private Instant? storesNothingSince;

    /// <summary>Looks at all destinations once; names each that stands still, every time.</summary>
    public void Look()
    {
        Instant now = clock.Now;
        Instant before = now - Patience;
        Dictionary<string, Instant> last = stalled;
        var found = new Dictionary<string, Instant>();
        foreach (Destination destination in destinations.All)
        {
            if (destination.StalledSince(before) is not { } state)
                continue;
            Instant since = last.GetValueOrDefault(destination.Name, now);
            found[destination.Name] = since;
            if (now - since >= Confirmation)
                LogNoProgress(log, destination.Name, Patience, state.Waiting, state.Workers, state.InLine ? "waits for a connection slot"
                    : "has what it needs");
        }

        stalled = found;
        TimeSpan? wait = committer.OldestWait;
        storesNothingSince = wait > Patience ? storesNothingSince ?? now : null;
        if (now - storesNothingSince >= Confirmation)
            LogNoCommit(log, committer.Outstanding, wait!.Value);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Due mail for {Destination} has made no progress for {Patience}: {Waiting} entries in " +
        "memory, {Workers} connections at work; it {State}", EventName = "scheduling.no-progress")]
    private static partial void LogNoProgress(ILogger log, string destination, TimeSpan patience, int waiting, int workers, string state);

    [LoggerMessage(Level = LogLevel.Error, Message = "The spool has stored no outcome for {Wait}; {Count} outcomes wait",
        EventName = "scheduling.no-commit")]
    private static partial void LogNoCommit(ILogger log, int count, TimeSpan wait);
}
