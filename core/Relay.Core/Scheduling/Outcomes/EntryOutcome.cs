using Relay.Core.Delivery;
using Relay.Core.Scheduling.Entries;
using Relay.Core.Scheduling.Retry;
using Relay.Core.Scheduling.Timing;
using Relay.Sdk.Mail;
using Relay.Sdk.Replies;
using Relay.Sdk.Spool;

namespace Relay.Core.Scheduling.Outcomes;

/// <summary>What becomes of the recipients of an entry after an attempt.</summary>
internal sealed class EntryOutcome
{
    // For a store that did not keep the reply: a failure is the safe thing to report.
    private static readonly SmtpReply Lost = new(554, "5.0.0", "Delivery failed");

    private readonly RecipientFate[] fates;
    private readonly ReversePath reversePath;

    private EntryOutcome(QueueEntry entry, RecipientFate[] fates, DateTimeOffset? nextDue)
    {
        (this.fates, NextDue, reversePath) = (fates, nextDue, entry.Message.ReversePath);
        List<QueuedRecipient>? kept = null;
        foreach (ref readonly RecipientFate fate in fates.AsSpan())
        {
            IsCounted |= fate.Kind is RecipientFateKind.Delivered or RecipientFateKind.Deferred or RecipientFateKind.Failed;
            IsDeferred |= fate.Kind == RecipientFateKind.Deferred;
            IsTouched |= fate.Kind != RecipientFateKind.Untouched || fate.WaitsFor is not null;
            if (fate.Kind == RecipientFateKind.Untouched)
                WaitsFor ??= fate.WaitsFor;
            if (Keep(fate) is { } recipient)
                (kept ??= []).Add(recipient);
            OwesReport |= ReportRules.Owed(reversePath, fate) is not null;
        }

        Kept = (IReadOnlyList<QueuedRecipient>?)kept ?? [];
    }

    /// <summary>The fate of each recipient, in the order of the entry.</summary>
    public ReadOnlySpan<RecipientFate> Fates => fates;

    /// <summary>Recipients still owed a delivery.</summary>
    public IReadOnlyList<QueuedRecipient> Kept { get; }

    /// <summary>When the next attempt is due, the first of those of the recipients deferred; null when there is none.</summary>
    public DateTimeOffset? NextDue { get; }

    /// <summary>The destination that some recipient waits for, when that is not the entry's own; null when there is none.</summary>
    public string? WaitsFor { get; }

    /// <summary>Whether the attempt counts: some recipient had an outcome. The next attempt then has another name.</summary>
    public bool IsCounted { get; }

    /// <summary>Whether some recipient was deferred by it.</summary>
    public bool IsDeferred { get; }

    /// <summary>Whether anything happened at all.</summary>
    public bool IsTouched { get; }

    /// <summary>Whether a report of failure or success is owed.</summary>
    public bool OwesReport { get; }

    /// <summary>What stays in the queue while there is no room for the report: the recipients kept, and those that the report is about,
    /// settled.</summary>
    public IReadOnlyList<QueuedRecipient> KeptWithoutReport()
    {
        var left = new List<QueuedRecipient>(fates.Length);
        foreach (RecipientFate fate in fates)
        {
            if (Keep(fate) is { } recipient)
                left.Add(recipient);
            else if (ReportRules.Owed(reversePath, fate) is not null)
                left.Add(fate.Recipient with { LastReply = fate.Reply, IsSettled = true });
        }

        return left;
    }

    /// <summary>Decides the fate of each recipient.</summary>
    /// <param name="entry">The entry as attempted.</param>
    /// <param name="fates">With the outcomes of the attempt, one for each recipient; completed in place.</param>
    /// <param name="order">What an operator wants of recipients that were not delivered.</param>
    /// <param name="retry">When to try again.</param>
    /// <param name="restsUntil">Until when the destination rests; null when it does not.</param>
    public static async ValueTask<EntryOutcome> OfAsync(QueueEntry entry, RecipientFate[] fates, OperatorOrder? order, RetryPlanner retry,
        DateTimeOffset? restsUntil, DateTimeOffset now)
    {
        bool isDeferred = false;
        for (int i = 0; i < fates.Length; i++)
        {
            fates[i] = Decide(fates[i] with { Recipient = entry.Recipients[i] }, order);
            isDeferred |= fates[i].Kind == RecipientFateKind.Deferred;
        }

        DateTimeOffset? nextDue = isDeferred ? await PlanNextAsync(entry, fates, retry, restsUntil, now) : null;
        return new EntryOutcome(entry, fates, nextDue);
    }

    /// <summary>When the first of the recipients deferred is tried again; those that have been tried for too long fail.</summary>
    private static async ValueTask<DateTimeOffset?> PlanNextAsync(
        QueueEntry entry, RecipientFate[] fates, RetryPlanner retry, DateTimeOffset? restsUntil, DateTimeOffset now)
    {
        DateTimeOffset? nextDue = null;
        LookupPatience patience = retry.Begin();
        for (int i = 0; i < fates.Length; i++)
        {
            if (fates[i].Kind != RecipientFateKind.Deferred)
                continue;
            if (await retry.NextAsync(entry, entry.Recipients[i], restsUntil, now, patience) is not { } next)
                fates[i] = fates[i] with { Kind = RecipientFateKind.Failed, Reply = Expiry.Reply(fates[i].Reply!.ToString()) };
            else if (nextDue is null || next < nextDue)
                nextDue = next;
        }

        return nextDue;
    }

    private static RecipientFate Decide(RecipientFate fate, OperatorOrder? order)
    {
        if (fate.Recipient.IsSettled && order is not OperatorOrder.Remove)
            return fate with { Kind = RecipientFateKind.Settled, Reply = fate.Recipient.LastReply ?? Lost, Outcome = null, Leg = null };
        return (fate.Outcome, order) switch
        {
            (RecipientOutcome.Delivered delivered, _) => fate with { Kind = RecipientFateKind.Delivered, Reply = delivered.Reply },
            (RecipientOutcome.Failed failed, _) => fate with { Kind = RecipientFateKind.Failed, Reply = failed.Reply },
            (_, OperatorOrder.Remove) => fate with { Kind = RecipientFateKind.Removed, Reply = fate.Outcome?.Reply },
            (_, OperatorOrder.Bounce bounce) => fate with { Kind = RecipientFateKind.Failed, Reply = bounce.Reply, Outcome = null, Leg = null },
            (RecipientOutcome.Deferred deferred, _) => fate with { Kind = RecipientFateKind.Deferred, Reply = deferred.Reply },
            _ => fate with { Kind = RecipientFateKind.Untouched },
        };
    }

    private static QueuedRecipient? Keep(in RecipientFate fate) => fate.Kind switch
    {
        RecipientFateKind.Deferred => fate.Recipient with { LastReply = fate.Reply },
        RecipientFateKind.Untouched => fate.Recipient,
        _ => null,
    };
}
