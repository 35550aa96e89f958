using Relay.Core.Delivery;
using Relay.Core.Scheduling.Entries;
using Relay.Core.Scheduling.Retry;
using Relay.Sdk.Mail;
using Relay.Sdk.Replies;
using Relay.Sdk.Spool;

namespace Relay.Core.Scheduling.Outcomes;

/// <summary>What becomes of the recipients of an entry after an attempt.</summary>
internal sealed class EntryOutcome
{
    // For a store that did not keep the reply: a failure is the safe thing to report.
    private static readonly SmtpReply Lost = new(554, "5.0.0", "Delivery failed");

    private readonly RecipientFate[] each;

    private readonly ReversePath reversePath;

    private EntryOutcome(QueueEntry entry, RecipientFate[] each, DateTimeOffset? nextDue, string? waitsFor)
    {
        (this.each, NextDue, WaitsFor, reversePath) = (each, nextDue, waitsFor, entry.Message.ReversePath);
        IsTouched = waitsFor is not null;
        List<QueuedRecipient>? kept = null;
        foreach (RecipientFate one in each)
        {
            IsCounted |= one.Kind is RecipientFateKind.Delivered or RecipientFateKind.Deferred or RecipientFateKind.Failed;
            IsDeferred |= one.Kind == RecipientFateKind.Deferred;
            IsTouched |= one.Kind != RecipientFateKind.Untouched;
            if (Keep(one) is { } recipient)
                (kept ??= []).Add(recipient);
            OwesReport |= ReportRules.Owed(reversePath, one) is not null;
        }

        Kept = (IReadOnlyList<QueuedRecipient>?)kept ?? [];
    }

    /// <summary>One for each recipient, in the order of the entry.</summary>
    public ReadOnlySpan<RecipientFate> Each => each;

    /// <summary>Recipients still owed a delivery.</summary>
    public IReadOnlyList<QueuedRecipient> Kept { get; }

    /// <summary>When the next attempt is due, the first of those of the recipients deferred; null when there is none.</summary>
    public DateTimeOffset? NextDue { get; }

    /// <summary>The destination that some recipient waits for, when that is not the entry's own; null when there is none.</summary>
    public string? WaitsFor { get; }

    /// <summary>Whether the attempt counts: some recipient had an outcome. The next one then has another name.</summary>
    public bool IsCounted { get; }

    /// <summary>Whether some recipient was deferred by it.</summary>
    public bool IsDeferred { get; }

    /// <summary>Whether anything happened at all.</summary>
    public bool IsTouched { get; }

    /// <summary>Whether a report of failure or success is owed.</summary>
    public bool OwesReport { get; }

    /// <summary>What stays in the queue while there is no room for the report: those kept, and those whom it is about, settled.</summary>
    public IReadOnlyList<QueuedRecipient> KeptWithoutReport()
    {
        var left = new List<QueuedRecipient>(each.Length);
        foreach (RecipientFate one in each)
        {
            if (Keep(one) is { } recipient)
                left.Add(recipient);
            else if (ReportRules.Owed(reversePath, one) is not null)
                left.Add(one.Recipient with { LastReply = one.Reply, IsSettled = true });
        }

        return left;
    }

    /// <summary>Judges the results.</summary>
    /// <param name="entry">The entry as attempted.</param>
    /// <param name="results">One for each recipient.</param>
    /// <param name="times">When to try again.</param>
    /// <param name="order">What an operator wants of recipients that were not delivered.</param>
    public static EntryOutcome Of(QueueEntry entry, RecipientResult[] results, in RetryTimes times, OperatorOrder? order)
    {
        var each = new RecipientFate[results.Length];
        DateTimeOffset? nextDue = null;
        string? waitsFor = null;
        for (int i = 0; i < each.Length; i++)
        {
            each[i] = Judge(entry.Recipients[i], results[i], times, order, ref nextDue);
            if (each[i].Kind == RecipientFateKind.Untouched)
                waitsFor ??= results[i].WaitsFor;
        }

        return new EntryOutcome(entry, each, nextDue, waitsFor);
    }

    private static QueuedRecipient? Keep(in RecipientFate one) => one.Kind switch
    {
        RecipientFateKind.Deferred => one.Recipient with { LastReply = one.Reply },
        RecipientFateKind.Untouched => one.Recipient,
        _ => null,
    };

    private static RecipientFate Judge(QueuedRecipient recipient, RecipientResult result, in RetryTimes times, OperatorOrder? order, ref DateTimeOffset? nextDue)
    {
        if (recipient.IsSettled && order is not OperatorOrder.Remove)
            return new RecipientFate(recipient, RecipientFateKind.Settled, recipient.LastReply ?? Lost, null);
        SmtpReply? hostReply = result.Outcome is { IsPeersReply: true } said ? said.Reply : null;
        if (result.Outcome is RecipientOutcome.Delivered or RecipientOutcome.Failed)
        {
            RecipientFateKind kind = result.Outcome is RecipientOutcome.Delivered ? RecipientFateKind.Delivered : RecipientFateKind.Failed;
            return new RecipientFate(recipient, kind, result.Outcome.Reply, result.Leg, hostReply);
        }

        if (order is OperatorOrder.Remove)
            return new RecipientFate(recipient, RecipientFateKind.Removed, result.Outcome?.Reply, result.Leg);
        if (order is OperatorOrder.Bounce bounce)
            return new RecipientFate(recipient, RecipientFateKind.Failed, bounce.Reply, null);
        if (result.Outcome is not RecipientOutcome.Deferred deferred)
            return new RecipientFate(recipient, RecipientFateKind.Untouched, null, null);
        if (times.Of(recipient) is not { } next)
            return new RecipientFate(recipient, RecipientFateKind.Failed, Expiry.Reply(deferred.Reply.ToString()), result.Leg, hostReply, deferred.MaybeDelivered);
        nextDue = nextDue < next ? nextDue : next;
        return new RecipientFate(recipient, RecipientFateKind.Deferred, deferred.Reply, result.Leg, hostReply, deferred.MaybeDelivered) { IsReplyToRecipient = deferred.IsReplyToRecipient };
    }
}
