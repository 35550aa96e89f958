using Relay.Sdk.Mail;

namespace Relay.Sdk.Filters;

/// <summary>One change that the relay makes to a message. Closed: one of the nested records.</summary>
public abstract record MessageEdit
{
    private MessageEdit()
    {
    }

    /// <summary>Puts a header field at the top of the header section, below the relay's own Received field.</summary>
    /// <param name="Name">A field name of RFC 5322 §2.2.</param>
    /// <param name="Value">The unfolded value, without CR and LF; the relay folds it.</param>
    public sealed record AddHeader(string Name, string Value) : MessageEdit;

    /// <summary>Removes all header fields of a name.</summary>
    /// <param name="Name">A field name, in any case.</param>
    public sealed record RemoveHeader(string Name) : MessageEdit;

    /// <summary>Replaces the reverse-path.</summary>
    /// <param name="ReversePath">The new one.</param>
    public sealed record SetReversePath(ReversePath ReversePath) : MessageEdit;

    /// <summary>Adds a recipient.</summary>
    /// <param name="Recipient">The recipient.</param>
    public sealed record AddRecipient(EnvelopeRecipient Recipient) : MessageEdit;

    /// <summary>Removes a recipient; a message left without recipients is accepted and dropped, and the log says so.</summary>
    /// <param name="Mailbox">The recipient's mailbox.</param>
    public sealed record RemoveRecipient(Mailbox Mailbox) : MessageEdit;
}
