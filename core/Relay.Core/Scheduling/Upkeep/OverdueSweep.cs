using Microsoft.Extensions.Logging;
using Relay.Core.Scheduling.Attempts;
using Relay.Core.Scheduling.Destinations;
using Relay.Core.Scheduling.Entries;
using Relay.Core.Scheduling.Lifetime;
using Relay.Core.Scheduling.Outcomes;
using Relay.Sdk.Spool;

namespace Relay.Core.Scheduling.Upkeep;

/// <summary>Looks after entries that rest: tells senders of delays, returns what has reached the maximum age, and writes reports that found no
/// room.</summary>
/// <remarks>It reaches an entry wherever it rests: in the spool, due or not, held or not, in the ready queue of a destination, and before the gate
/// for suspects.</remarks>
internal sealed partial class OverdueSweep(
    ISpoolStore spool, DestinationTable destinations, CrashSuspectGate suspects, OutcomeSettler settler, DelayReports delays, TimeProvider clock,
    SchedulerLifetime life, ILogger log)
{
    private const int BatchLimit = 200;

    /// <summary>Goes through all entries that are due for a review; never throws.</summary>
    public async Task RunAsync()
    {
        try
        {
            await SweepReadyAsync();
            while (!life.IsStopping)
            {
                IReadOnlyList<ClaimedEntry> claimed = await spool.Queue.ClaimForReviewAsync(clock.GetUtcNow(), BatchLimit, life.Abort);
                if (claimed.Count == 0)
                    return;
                for (int i = 0; i < claimed.Count; i++)
                {
                    if (life.IsStopping)
                    {
                        await spool.Queue.ReleaseAsync([.. claimed.Skip(i)], CancellationToken.None);
                        return;
                    }

                    await LookAsync(new ClaimedItem(claimed[i], 0));
                }
            }
        }
        catch (Exception e)
        {
            LogSweepFailed(log, e);
        }
    }

    private async Task SweepReadyAsync()
    {
        DateTimeOffset now = clock.GetUtcNow();
        var items = new List<ClaimedItem>();
        foreach (Destination destination in destinations.All)
            destination.Withdraw(IsMeant, items);
        suspects.Withdraw(IsMeant, items);
        foreach (ClaimedItem item in items)
            await LookAsync(item);

        bool IsMeant(ClaimedItem item) => item.Entry.ReviewAt <= now || settler.IsTooOld(item.Entry);
    }

    private ValueTask LookAsync(ClaimedItem item)
    {
        if (settler.IsTooOld(item.Entry))
            return settler.ExpireAsync(item, null);
        return item.Entry.Recipients.Any(static recipient => recipient.IsSettled) ? settler.SettleUntouchedAsync(item, null) : delays.TellAsync(item);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Entries in need of attention could not be looked after; trying again soon",
        EventName = "scheduling.sweep-failed")]
    private static partial void LogSweepFailed(ILogger log, Exception e);
}
