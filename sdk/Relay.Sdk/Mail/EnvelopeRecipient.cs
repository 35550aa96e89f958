namespace Relay.Sdk.Mail;

/// <summary>One forward-path of a transaction with its DSN parameters.</summary>
public sealed record EnvelopeRecipient
{
    /// <summary>The mailbox of RCPT TO.</summary>
    public required Mailbox Mailbox { get; init; }

    /// <summary>NOTIFY= (RFC 3461 §4.1).</summary>
    public DsnNotify Notify { get; init; }

    /// <summary>ORCPT= as <c>type;address</c>, decoded from xtext or unitext; null when absent (RFC 3461 §4.2, RFC 6533 §3).</summary>
    public string? OriginalRecipient { get; init; }
}
