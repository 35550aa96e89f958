using System.Runtime.CompilerServices;
using Relay.Core.Scheduling.Retry;
using Relay.Sdk.Events;
using Relay.Sdk.Spool;

namespace Relay.Core.Scheduling.Intake;

/// <inheritdoc cref="IMailQueue"/>
public sealed class MailQueue(ISpoolStore spool, IEntryScheduler scheduler, AgeLimits ages, TimeProvider clock) : IMailQueue
{
    private readonly EntryPlanner planner = new(scheduler, ages, clock);

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public async ValueTask AcceptAsync(
        QueuedMessage message, ISpoolDraft draft, IReadOnlyList<QueuedRecipient> recipients, IReadOnlyList<MessageNotice>? notices = null)
    {
        QueueEntry[] entries = await planner.PlanAsync(message, recipients);
        bool claim = HaveRoom(entries);
        var change = new SpoolChange { Messages = [new NewMessage(message, draft, entries, claim)], Notices = notices ?? [] };
        SpoolReceipt receipt = await spool.Queue.CommitAsync(change, CancellationToken.None);
        if (claim)
        {
            scheduler.Offer(receipt.Entries);
            return;
        }

        foreach (QueueEntry entry in entries)
            scheduler.Announce(entry.Destination);
    }

    public async ValueTask<NewMessage> PlanAsync(QueuedMessage message, ISpoolDraft draft, IReadOnlyList<QueuedRecipient> recipients, bool claim) =>
        new(message, draft, await planner.PlanAsync(message, recipients), claim);

    // A message is claimed as a whole: only when all its destinations would attempt their entry soon.
    private bool HaveRoom(QueueEntry[] entries)
    {
        foreach (QueueEntry entry in entries)
        {
            if (!scheduler.HasRoomFor(entry.Destination, entry.Message.LengthOctets))
                return false;
        }

        return entries.Length > 0;
    }
}
