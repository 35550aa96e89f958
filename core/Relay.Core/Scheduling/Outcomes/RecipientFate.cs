using Relay.Core.Delivery;
using Relay.Sdk.Replies;
using Relay.Sdk.Spool;

namespace Relay.Core.Scheduling.Outcomes;

/// <summary>What an attempt came to for one recipient, and what becomes of the recipient for that.</summary>
/// <remarks>The attempt writes the outcome; <see cref="EntryOutcome"/> decides what follows from it.</remarks>
internal readonly record struct RecipientFate
{
    /// <summary>The recipient as it was before.</summary>
    public QueuedRecipient Recipient { get; init; }

    /// <summary>What the next hop or the relay said; null when the attempt was given up before there was an outcome. It does not count
    /// then.</summary>
    public RecipientOutcome? Outcome { get; init; }

    /// <summary>The transaction, or the vain try to connect; null when no route was found, or nothing was tried.</summary>
    public AttemptLeg? Leg { get; init; }

    /// <summary>The destination that could take nothing just now, when the recipient was not tried for that; null otherwise.</summary>
    public string? WaitsFor { get; init; }

    /// <summary>What becomes of the recipient.</summary>
    public RecipientFateKind Kind { get; init; }

    /// <summary>Why; null when nothing was said.</summary>
    public SmtpReply? Reply { get; init; }

    /// <summary>What the host said; null when it said nothing that decided.</summary>
    public SmtpReply? HostReply =>
        Outcome is { IsPeersReply: true } && Kind is not RecipientFateKind.Settled and not RecipientFateKind.Removed ? Outcome.Reply : null;

    /// <summary>Whether the reply is that of a host to RCPT: about this recipient alone.</summary>
    public bool IsReplyToRecipient => Outcome is { IsReplyToRecipient: true };

    /// <summary>Whether the next hop may have the message although the attempt failed.</summary>
    public bool IsMaybeDelivered => Outcome is RecipientOutcome.Deferred { MaybeDelivered: true };
}
