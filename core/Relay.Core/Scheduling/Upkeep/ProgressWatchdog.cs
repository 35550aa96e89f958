using Microsoft.Extensions.Logging;
using Relay.Core.Scheduling.Destinations;

namespace Relay.Core.Scheduling.Upkeep;

/// <summary>Says loudly when mail is due and nothing moves.</summary>
internal sealed partial class ProgressWatchdog(SchedulerContext context)
{
    /// <summary>How long no progress is no cause for alarm: the longest that one transaction may lawfully take is somewhat less.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(20);

    /// <summary>Looks at all destinations once; names each that stands still, every time.</summary>
    public void Look()
    {
        long before = context.NowTicks - Patience.Ticks;
        foreach (Destination destination in context.Destinations)
        {
            if (destination.StalledSince(before) is { } state)
                LogNoProgress(context.Log, destination.Name, Patience, state.Waiting, state.Workers, state.InLine ? "waits for a connection slot" : "has what it needs");
        }

        if (context.Committer.OldestWait is { } wait && wait > Patience)
            LogNoCommit(context.Log, context.Committer.Outstanding, wait);
    }

    /// <summary>What stands still.</summary>
    internal readonly record struct Stall(int Waiting, int Workers, bool InLine);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Due mail for {Destination} has made no progress for {Patience}: {Waiting} entries in memory, {Workers} connections at work; it {State}", EventName = "scheduling.no-progress")]
    private static partial void LogNoProgress(ILogger log, string destination, TimeSpan patience, int waiting, int workers, string state);

    [LoggerMessage(Level = LogLevel.Error, Message = "The spool has stored no outcome for {Wait}; {Count} outcomes wait", EventName = "scheduling.no-commit")]
    private static partial void LogNoCommit(ILogger log, int count, TimeSpan wait);
}
