using Microsoft.Extensions.Logging;
using Relay.Core.Scheduling.Destinations;
using Relay.Core.Scheduling.Outcomes;
using Relay.Core.Scheduling.Timing;

namespace Relay.Core.Scheduling.Upkeep;

/// <summary>Says loudly when mail is due and nothing moves.</summary>
internal sealed partial class ProgressWatchdog(DestinationTable destinations, OutcomeCommitter committer, SteadyClock clock, ILogger log)
{
    /// <summary>How long no progress is no cause for alarm. One transaction may lawfully take a little less.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(20);

    /// <summary>Looks at all destinations once; names each that stands still, every time.</summary>
    public void Look()
    {
        Instant before = clock.Now - Patience;
        foreach (Destination destination in destinations.All)
        {
            if (destination.StalledSince(before) is { } state)
                LogNoProgress(log, destination.Name, Patience, state.Waiting, state.Workers, state.InLine ? "waits for a connection slot" : "has what it needs");
        }

        if (committer.OldestWait is { } wait && wait > Patience)
            LogNoCommit(log, committer.Outstanding, wait);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Due mail for {Destination} has made no progress for {Patience}: {Waiting} entries in memory, {Workers} connections at work; it {State}", EventName = "scheduling.no-progress")]
    private static partial void LogNoProgress(ILogger log, string destination, TimeSpan patience, int waiting, int workers, string state);

    [LoggerMessage(Level = LogLevel.Error, Message = "The spool has stored no outcome for {Wait}; {Count} outcomes wait", EventName = "scheduling.no-commit")]
    private static partial void LogNoCommit(ILogger log, int count, TimeSpan wait);
}
