using Relay.Sdk.Events;
using Relay.Sdk.Replies;

namespace Relay.Core.Delivery;

/// <summary>What became of one recipient. Closed: one of the nested records.</summary>
public abstract record RecipientOutcome
{
    private RecipientOutcome()
    {
    }

    /// <summary>The reply to show: the peer's, or the relay's own words in the form of one.</summary>
    public abstract SmtpReply Reply { get; }

    /// <summary>Whether the reply is the peer's.</summary>
    public bool IsPeersReply { get; init; }

    /// <summary>Whether the reply is the peer's to RCPT: about this recipient alone.</summary>
    public bool IsReplyToRecipient { get; init; }

    /// <summary>What kept the mail from this recipient, where it is not the trouble of the whole transaction; null otherwise.</summary>
    public DeliveryTrouble? Trouble { get; init; }

    public sealed record Delivered(SmtpReply Reply) : RecipientOutcome
    {
        public override SmtpReply Reply { get; } = Reply;
    }

    /// <summary>To be tried again.</summary>
    /// <param name="Reply">4xx.</param>
    /// <param name="MaybeDelivered">The connection was lost after the final dot: the next hop may have the message.</param>
    public sealed record Deferred(SmtpReply Reply, bool MaybeDelivered = false) : RecipientOutcome
    {
        public override SmtpReply Reply { get; } = Reply;
    }

    /// <summary>Never to be tried again.</summary>
    public sealed record Failed(SmtpReply Reply) : RecipientOutcome
    {
        public override SmtpReply Reply { get; } = Reply;
    }
}
