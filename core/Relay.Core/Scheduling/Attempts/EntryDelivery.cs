using Microsoft.Extensions.Logging;
using Relay.Core.Delivery;
using Relay.Core.Scheduling.Destinations;
using Relay.Core.Scheduling.Entries;
using Relay.Core.Scheduling.Lifetime;
using Relay.Core.Scheduling.Outcomes;
using Relay.Sdk.Mail;
using Relay.Sdk.Replies;

namespace Relay.Core.Scheduling.Attempts;

/// <summary>Makes one attempt to deliver an entry over a worker's connection, and settles it: whatever happens, every outcome there is
/// counts.</summary>
internal sealed partial class EntryDelivery(
    AttemptMaker attempts, CrashSuspectGate suspects, OutcomeSettler settler, SchedulerLifetime life, ILogger log) : IEntryDelivery
{
    private static readonly SmtpReply InternalError = new(451, "4.3.0", "Internal error of the relay");

    public async ValueTask DeliverAsync(Destination destination, DeliveryWorker worker, ClaimedItem item)
    {
        bool suspect = CrashSuspects.IsSuspect(item.Entry);
        if (suspect && !suspects.TryEnter())
        {
            // An order that stays with the worker after it has released the entry would never be carried out.
            if (worker.TryLetGo())
                suspects.Wait(item);
            else
                await settler.SettleUntouchedAsync(item, worker.CloseOrders());
            return;
        }

        var fates = new RecipientFate[item.Entry.Recipients.Count];
        bool broken = false;
        try
        {
            if (!await attempts.MakeAsync(destination, worker, item, fates))
                return;
        }
        catch (OperationCanceledException) when (life.Abort.IsCancellationRequested)
        {
            // Recipients without an outcome stay as they were.
        }
        catch (Exception e)
        {
            LogAttemptFailed(log, e, item.Entry.Message.Id);
            DeferRest(fates);
            broken = true;
        }
        finally
        {
            if (suspect)
                suspects.Leave();
        }

        await settler.SettleAsync(item, fates, worker.CloseOrders());
        if (broken)
            await worker.Connection.AbandonAsync();
    }

    // Only those without an outcome: a recipient that the host has taken must not get the message again.
    private static void DeferRest(RecipientFate[] fates)
    {
        foreach (ref RecipientFate fate in fates.AsSpan())
        {
            if (fate.Outcome is null)
                fate = new RecipientFate { Outcome = new RecipientOutcome.Deferred(InternalError) };
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The attempt for {MessageId} failed inside the relay", EventName = "scheduling.attempt-failed")]
    private static partial void LogAttemptFailed(ILogger log, Exception e, MessageId messageId);
}
