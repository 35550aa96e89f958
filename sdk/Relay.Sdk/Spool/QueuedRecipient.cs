using Relay.Sdk.Mail;
using Relay.Sdk.Replies;

namespace Relay.Sdk.Spool;

/// <summary>A recipient that is still owed a delivery, or that the sender is still owed a report about.</summary>
public sealed record QueuedRecipient
{
    /// <summary>The mailbox.</summary>
    public required Mailbox Mailbox { get; init; }

    /// <summary>NOTIFY=.</summary>
    public DsnNotify Notify { get; init; }

    /// <summary>ORCPT= as <c>type;address</c>, decoded; null when absent.</summary>
    public string? OriginalRecipient { get; init; }

    /// <summary>Why the last attempt failed; null before the first. When settled, the reply that settled it.</summary>
    public SmtpReply? LastReply { get; init; }

    /// <summary>
    /// Nothing is attempted for it any more: <see cref="LastReply"/> says whether it was delivered (2xx) or given up (any other), and the report
    /// about that waits for room in the store.
    /// </summary>
    public bool IsSettled { get; init; }

    /// <summary>Facts that the relay keeps with the recipient. A store gives them back as they were and reads nothing out of them; 4 KiB of UTF-8 at
    /// most.</summary>
    public string Facts { get; init; } = "";
}
