using Relay.Core.Scheduling.Destinations;
using Relay.Core.Scheduling.Lifetime;
using Relay.Sdk.Spool;

namespace Relay.Core.Scheduling.Outcomes;

/// <summary>Does what follows from a stored outcome: offers reports and moved entries to their destinations, and notes when kept entries are
/// due.</summary>
internal sealed class CommittedOutcomes(DestinationTable destinations, SchedulerLifetime life)
{
    /// <param name="receipt">Of the commit; null for all outcomes of a commit but the first.</param>
    public void Follow(PendingOutcome outcome, SpoolReceipt? receipt)
    {
        if (receipt is not null)
        {
            foreach (ClaimedEntry report in receipt.Entries)
                destinations.Offer(report, sharers: 1);
        }

        if (outcome.Moved is { } moved)
            destinations.Offer(moved);
        else if (outcome.Update is { Next: { Hold: QueueHold.None } next, KeepClaim: false } && !life.IsStopping)
            destinations.NoteDue(next.Destination, next.DueAt);
    }
}
