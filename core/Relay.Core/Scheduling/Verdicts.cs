using Relay.Core.Delivery;
using Relay.Sdk.Mail;
using Relay.Sdk.Replies;
using Relay.Sdk.Spool;

namespace Relay.Core.Scheduling;

/// <summary>What becomes of the recipients of an entry after an attempt.</summary>
internal sealed class Verdicts
{
    private readonly RecipientVerdict[] each;

    private readonly ReversePath reversePath;

    private Verdicts(QueueEntry entry, RecipientVerdict[] each, DateTimeOffset? nextDue, string? waitsFor)
    {
        (this.each, NextDue, WaitsFor, reversePath) = (each, nextDue, waitsFor, entry.Message.ReversePath);
        IsTouched = waitsFor is not null;
        List<QueuedRecipient>? kept = null;
        foreach (RecipientVerdict one in each)
        {
            IsCounted |= one.Kind is VerdictKind.Delivered or VerdictKind.Deferred or VerdictKind.Failed;
            IsDeferred |= one.Kind == VerdictKind.Deferred;
            IsTouched |= one.Kind != VerdictKind.Untouched;
            if (Keep(one) is { } recipient)
                (kept ??= []).Add(recipient);
            OwesReport |= ReportRules.Owed(reversePath, one) is not null;
        }

        Kept = (IReadOnlyList<QueuedRecipient>?)kept ?? [];
    }

    /// <summary>One for each recipient, in the order of the entry.</summary>
    public ReadOnlySpan<RecipientVerdict> Each => each;

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
        foreach (RecipientVerdict one in each)
        {
            if (Keep(one) is { } recipient)
                left.Add(recipient);
            else if (ReportRules.Owed(reversePath, one) is not null)
                left.Add(one.Recipient with { LastReply = one.Reply!.ToString(), IsSettled = true });
        }

        return left;
    }

    /// <summary>Judges the results.</summary>
    /// <param name="entry">The entry as attempted.</param>
    /// <param name="results">One for each recipient.</param>
    /// <param name="times">When to try again.</param>
    /// <param name="order">What an operator wants of recipients that were not delivered.</param>
    public static Verdicts Of(QueueEntry entry, RecipientResult[] results, in RetryTimes times, OperatorOrder? order)
    {
        var each = new RecipientVerdict[results.Length];
        DateTimeOffset? nextDue = null;
        string? waitsFor = null;
        for (int i = 0; i < each.Length; i++)
        {
            each[i] = Judge(entry.Recipients[i], results[i], times, order, ref nextDue);
            if (each[i].Kind == VerdictKind.Untouched)
                waitsFor ??= results[i].WaitsFor;
        }

        return new Verdicts(entry, each, nextDue, waitsFor);
    }

    private static QueuedRecipient? Keep(in RecipientVerdict one) => one.Kind switch
    {
        VerdictKind.Deferred => one.Recipient with { LastReply = one.Reply!.ToString() },
        VerdictKind.Untouched => one.Recipient,
        _ => null,
    };

    private static RecipientVerdict Judge(QueuedRecipient recipient, RecipientResult result, in RetryTimes times, OperatorOrder? order, ref DateTimeOffset? nextDue)
    {
        if (recipient.IsSettled && order is not OperatorOrder.Remove)
            return new RecipientVerdict(recipient, VerdictKind.Settled, SettledReply.Of(recipient), null);
        SmtpReply? hostReply = result.Outcome is { IsPeersReply: true } said ? said.Reply : null;
        if (result.Outcome is RecipientOutcome.Delivered or RecipientOutcome.Failed)
        {
            VerdictKind kind = result.Outcome is RecipientOutcome.Delivered ? VerdictKind.Delivered : VerdictKind.Failed;
            return new RecipientVerdict(recipient, kind, result.Outcome.Reply, result.Leg, hostReply);
        }

        if (order is OperatorOrder.Remove)
            return new RecipientVerdict(recipient, VerdictKind.Removed, result.Outcome?.Reply, result.Leg);
        if (order is OperatorOrder.Bounce bounce)
            return new RecipientVerdict(recipient, VerdictKind.Failed, bounce.Reply, null);
        if (result.Outcome is not RecipientOutcome.Deferred deferred)
            return new RecipientVerdict(recipient, VerdictKind.Untouched, null, null);
        if (times.Of(recipient) is not { } next)
            return new RecipientVerdict(recipient, VerdictKind.Failed, Expiry.Reply(deferred.Reply.ToString()), result.Leg, hostReply, deferred.MaybeDelivered);
        nextDue = nextDue < next ? nextDue : next;
        return new RecipientVerdict(recipient, VerdictKind.Deferred, deferred.Reply, result.Leg, hostReply, deferred.MaybeDelivered);
    }
}
