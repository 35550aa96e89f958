using Relay.Sdk.Mail;

namespace Relay.Sdk.Spool;

/// <summary>A recipient that is still owed a delivery.</summary>
public sealed record QueuedRecipient
{
    /// <summary>The mailbox.</summary>
    public required Mailbox Mailbox { get; init; }

    /// <summary>NOTIFY=.</summary>
    public DsnNotify Notify { get; init; }

    /// <summary>ORCPT= as <c>type;address</c>, decoded; null when absent.</summary>
    public string? OriginalRecipient { get; init; }

    /// <summary>Why the last attempt failed; null before the first.</summary>
    public string? LastReply { get; init; }
}
