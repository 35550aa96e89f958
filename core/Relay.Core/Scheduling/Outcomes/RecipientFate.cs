using Relay.Sdk.Replies;
using Relay.Sdk.Spool;

namespace Relay.Core.Scheduling.Outcomes;

/// <summary>What becomes of one recipient, and why.</summary>
/// <param name="Recipient">As it was before.</param>
/// <param name="Kind">What becomes of it.</param>
/// <param name="Reply">Why; null when nothing was said.</param>
/// <param name="Leg">The transaction that decided; null when there was none.</param>
/// <param name="HostReply">What the host said; null when it said nothing that decided.</param>
/// <param name="IsMaybeDelivered">The next hop may have it all the same.</param>
internal readonly record struct RecipientFate(QueuedRecipient Recipient, RecipientFateKind Kind, SmtpReply? Reply, AttemptLeg? Leg, SmtpReply? HostReply = null, bool IsMaybeDelivered = false)
{
    /// <summary>Whether the reply is that of a host to RCPT: about this recipient alone.</summary>
    public bool IsReplyToRecipient { get; init; }
}
