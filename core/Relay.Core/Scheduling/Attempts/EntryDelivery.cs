using Microsoft.Extensions.Logging;
using Relay.Core.Delivery;
using Relay.Core.Scheduling.Destinations;
using Relay.Core.Scheduling.Entries;
using Relay.Core.Scheduling.Outcomes;
using Relay.Sdk.Mail;
using Relay.Sdk.Replies;
using Relay.Sdk.Spool;

namespace Relay.Core.Scheduling.Attempts;

/// <summary>Makes one attempt to deliver an entry over a worker's connection, from route to outcome.</summary>
internal sealed partial class EntryDelivery(SchedulerContext context)
{
    private static readonly SmtpReply NoContent = new(451, "4.3.0", "The content cannot be read from the spool now");
    private static readonly SmtpReply InternalError = new(451, "4.3.0", "Internal error of the relay");

    /// <summary>Delivers or defers; never throws for what happens to one entry.</summary>
    public async ValueTask DeliverAsync(Destination destination, DeliveryWorker worker, ClaimedItem item)
    {
        bool suspect = item.Entry.Crashes >= CrashSuspectGate.Crashes;
        if (suspect && !context.Suspects.TryEnter())
        {
            // No order may be left with the worker once it has let go: nobody would carry it out.
            if (worker.TryLetGo())
                context.Suspects.Wait(item);
            else
                await context.Settler.SettleAsync(item, new RecipientResult[item.Entry.Recipients.Count], worker.CloseOrders());
            return;
        }

        var results = new RecipientResult[item.Entry.Recipients.Count];
        bool broken = false;
        try
        {
            if (!await AttemptAsync(destination, worker, item, results))
                return;
        }
        catch (OperationCanceledException) when (context.Abort.IsCancellationRequested)
        {
            // What has no outcome yet stays untouched.
        }
        catch (Exception e)
        {
            LogAttemptFailed(context.Log, e, item.Entry.Message.Id);
            DeferRest(results);
            broken = true;
        }
        finally
        {
            if (suspect)
                context.Suspects.Leave();
        }

        await context.Settler.SettleAsync(item, results, worker.CloseOrders());
        if (broken)
            await worker.Link.AbandonAsync();
    }

    /// <summary>Makes the attempt.</summary>
    /// <param name="results">Receives the outcomes as they come, so that those there are count whatever happens after them.</param>
    /// <returns>Whether they are to be settled; false when the entry has gone another way.</returns>
    private async ValueTask<bool> AttemptAsync(Destination destination, DeliveryWorker worker, ClaimedItem item, RecipientResult[] results)
    {
        QueueEntry entry = item.Entry;
        if (context.Ages.IsTooOld(entry, context.Clock.GetUtcNow()))
        {
            await context.Settler.ExpireAsync(item, destination.Trouble, worker.CloseOrders());
            return false;
        }

        List<RecipientGroup> groups = item.Target is { } target
            ? [RecipientGroup.Whole(entry, target)]
            : await RecipientGroup.FormAsync(context.Dependencies.Router, entry, results, context.Abort);
        if (groups is [{ Target: { } only }] && groups[0].Indexes.Count == results.Length && only.Destination != destination.Name)
        {
            await context.Settler.MoveAsync(item, only, worker.CloseOrders());
            return false;
        }

        return groups.Count == 0 || await SendAllAsync(destination, worker, item, groups, results);
    }

    // Only those without an outcome: a recipient that the host has taken must not get the message again.
    private static void DeferRest(RecipientResult[] results)
    {
        foreach (ref RecipientResult result in results.AsSpan())
        {
            if (result.Outcome is null)
                result = new RecipientResult(new RecipientOutcome.Deferred(InternalError), null);
        }
    }

    /// <summary>Sends to all groups.</summary>
    /// <returns>False when the entry went back to its destination without an attempt.</returns>
    private async ValueTask<bool> SendAllAsync(Destination destination, DeliveryWorker worker, ClaimedItem item, List<RecipientGroup> groups, RecipientResult[] results)
    {
        SpooledContent? content = item.Claimed.Content ?? await OpenAsync(item.Entry);
        if (content is null)
        {
            foreach (RecipientGroup group in groups)
                group.Fill(results, new RecipientResult(new RecipientOutcome.Deferred(NoContent), null));
            return true;
        }

        try
        {
            if (!await context.Spool.Queue.MarkInFlightAsync(item.Entry, context.Abort))
            {
                LogClaimLost(context.Log, item.Entry.Message.Id, item.Entry.Destination);
                worker.CloseOrders();
                context.Memory.Release(item);
                return false;
            }

            var attempt = new DeliveryAttempt(context, worker.Link, item.Entry, content, results);
            foreach (RecipientGroup group in groups)
            {
                Destination reached = destination;
                if (group.Target.Destination == destination.Name)
                {
                    destination.Apply(group.Target);
                }
                else
                {
                    reached = context.ReserveSend(group.Target, out bool admitted);
                    if (!admitted)
                    {
                        group.Fill(results, new RecipientResult(null, null, WaitsFor: reached.Name));
                        continue;
                    }
                }

                GroupEnd end = await attempt.SendAsync(group);
                if (end == GroupEnd.GivenUp)
                    return true;
                bool wanted = Tell(reached, worker, item.Entry, end, attempt.LastReply);
                if (!wanted && reached == destination && groups.Count == 1 && worker.TryLetGo())
                {
                    // By way of the spool, where nothing says any more that it is being sent.
                    context.GiveBack([item]);
                    return false;
                }
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
    /// <returns>False when its host only does not want more connections: the entry may go back uncounted.</returns>
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

            // Where a message must keep REQUIRETLS, hosts without it were passed over: other mail may well reach them.
            case GroupEnd.Unreachable when !RequireTls.Binds(entry.Message):
                return destination.Unreachable(worker, reply);
            default:
                return true;
        }
    }

    private async ValueTask<SpooledContent?> OpenAsync(QueueEntry entry)
    {
        try
        {
            return await context.Spool.Content.OpenAsync(entry.Message.Id, context.Abort);
        }
        catch (IOException e)
        {
            LogContentUnreadable(context.Log, e, entry.Message.Id);
            return null;
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The attempt for {MessageId} failed inside the relay", EventName = "scheduling.attempt-failed")]
    private static partial void LogAttemptFailed(ILogger log, Exception e, MessageId messageId);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{MessageId} to {Destination} is left alone: the store has ended this relay's claim on it", EventName = "scheduling.claim-lost")]
    private static partial void LogClaimLost(ILogger log, MessageId messageId, string destination);

    [LoggerMessage(Level = LogLevel.Error, Message = "The content of {MessageId} cannot be read", EventName = "scheduling.content-unreadable")]
    private static partial void LogContentUnreadable(ILogger log, Exception e, MessageId messageId);
}
