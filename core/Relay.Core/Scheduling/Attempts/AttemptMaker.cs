using Microsoft.Extensions.Logging;
using Relay.Core.Delivery;
using Relay.Core.Routing;
using Relay.Core.Scheduling.Destinations;
using Relay.Core.Scheduling.Entries;
using Relay.Core.Scheduling.Lifetime;
using Relay.Core.Scheduling.Outcomes;
using Relay.Sdk.Replies;
using Relay.Sdk.Spool;

namespace Relay.Core.Scheduling.Attempts;

/// <summary>Takes an entry from its routes to the replies of the hosts, and tells the destinations how it went.</summary>
internal sealed class AttemptMaker(
    RecipientRouter router, DestinationTable destinations, EntryContents contents, OutcomeSettler settler, SchedulerLifetime life, TimeProvider clock,
    ILogger log)
{
    private static readonly SmtpReply NoContent = new(451, "4.3.0", "The content cannot be read from the spool now");

    /// <summary>Makes the attempt.</summary>
    /// <param name="fates">Receives the outcomes as they come, so that those there are count whatever happens after them.</param>
    /// <returns>Whether they are to be settled; false when the entry has gone another way.</returns>
    public async ValueTask<bool> MakeAsync(Destination destination, DeliveryWorker worker, ClaimedItem item, RecipientFate[] fates)
    {
        QueueEntry entry = item.Entry;
        if (settler.IsTooOld(entry))
        {
            await settler.ExpireAsync(item, worker.CloseOrders());
            return false;
        }

        List<RecipientGroup>? groups = item.Target is { } target ? [RecipientGroup.Whole(entry, target)]
            : router.NeedsLookups && !worker.IsConnected ? await LookUpGroupsAsync(worker, entry, fates)
            : await RecipientGroup.FormAsync(router, entry, fates, clock, life.Abort);
        if (groups is null)
        {
            destination.WaitForLookup();
            return !TryGiveBack(worker, item) && WaitFor(destination, fates);
        }

        if (groups is [{ Target: { } only }] && groups[0].Indexes.Count == fates.Length && only.Destination != destination.Name)
        {
            await settler.MoveAsync(item, only, worker.CloseOrders());
            return false;
        }

        return groups.Count == 0 || await SendAllAsync(destination, worker, item, groups, fates);
    }

    // A worker without a connection keeps others from nothing while the lists of the routes look up; null when too many look-ups are under way.
    private ValueTask<List<RecipientGroup>?> LookUpGroupsAsync(DeliveryWorker worker, QueueEntry entry, RecipientFate[] fates) =>
        worker.LookUpIfNeededAsync(end => RecipientGroup.FormAsync(router, entry, fates, clock, end), life.Abort);

    private bool TryGiveBack(DeliveryWorker worker, ClaimedItem item)
    {
        if (!worker.TryLetGo())
            return false;
        destinations.GiveBack([item]);
        return true;
    }

    private static bool WaitFor(Destination destination, RecipientFate[] fates)
    {
        Array.Fill(fates, new RecipientFate { WaitsFor = destination.Name });
        return true;
    }

    /// <summary>Sends to all groups.</summary>
    /// <returns>False when the entry went back to its destination without an attempt, or is not this relay's any more.</returns>
    private async ValueTask<bool> SendAllAsync(Destination destination, DeliveryWorker worker, ClaimedItem item, List<RecipientGroup> groups,
        RecipientFate[] fates)
    {
        SpooledContent? content = item.Claimed.Content ?? await contents.OpenAsync(item.Entry, life.Abort);
        if (content is null)
        {
            foreach (RecipientGroup group in groups)
                group.Fill(fates, new RecipientFate { Outcome = new RecipientOutcome.Deferred(NoContent) });
            return true;
        }

        try
        {
            if (!await contents.TryMarkInFlightAsync(item.Entry, life.Abort))
            {
                worker.CloseOrders();
                destinations.ReleaseContent(item);
                return false;
            }

            var attempt = new DeliveryAttempt(item.Entry, content, fates, worker.Connection, clock, log, life.Abort);
            foreach (RecipientGroup group in groups)
            {
                Destination reached = destination;
                bool admitted = true;
                if (group.Target.Destination != destination.Name)
                    reached = destinations.ReserveSend(group.Target.Destination, out admitted);
                GroupEnd? end = admitted ? await attempt.SendAsync(group) : null;
                if (end == GroupEnd.GivenUp)
                    return true;
                if (end is { } known && Tell(reached, worker, item.Entry, known, attempt.LastReply))
                    continue;

                // Nothing was tried, or the host only wants no more connections. The entry goes back by way of the spool, where its mark of being
                // sent ends.
                if (reached == destination && groups.Count == 1 && TryGiveBack(worker, item))
                    return false;

                if (end is null or GroupEnd.NoLookup or GroupEnd.NoResources)
                    group.Fill(fates, new RecipientFate { WaitsFor = reached.Name });
            }

            return true;
        }
        finally
        {
            if (item.Claimed.Content is null)
                content.Release();
        }
    }

    /// <summary>Tells a destination how sending to it ended.</summary>
    /// <returns>False when the entry may go back uncounted.</returns>
    private static bool Tell(Destination destination, DeliveryWorker worker, QueueEntry entry, GroupEnd end, SmtpReply reply)
    {
        switch (end)
        {
            case GroupEnd.Sent:
                destination.Succeeded();
                return true;
            case GroupEnd.Broken:
                destination.Broke(reply);
                return true;
            case GroupEnd.NoLookup:
                destination.WaitForLookup();
                return false;
            case GroupEnd.NoResources:
                destination.LackResources();
                return false;

            // Where a message must keep REQUIRETLS, hosts without it were passed over: other mail may well reach them.
            case GroupEnd.Unreachable when !RequireTls.Binds(entry.Message):
                return destination.Unreachable(worker, reply);
            default:
                return true;
        }
    }
}
