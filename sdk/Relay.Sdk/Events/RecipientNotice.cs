using System.Text.Json.Serialization;
using Relay.Sdk.Mail;
using Relay.Sdk.Replies;

namespace Relay.Sdk.Events;

/// <summary>Something that has happened to one recipient of a message.</summary>
public abstract record RecipientNotice : MessageNotice
{
    private protected RecipientNotice()
    {
    }

    /// <summary>The reverse-path.</summary>
    public required ReversePath ReversePath { get; init; }

    /// <summary>The recipient's mailbox.</summary>
    public required Mailbox Recipient { get; init; }

    /// <summary>Why: the peer's reply, or the relay's own reason in the same form.</summary>
    public required SmtpReply Reply { get; init; }

    /// <summary>The attempt; null when the relay decided without one.</summary>
    public AttemptFacts? Attempt { get; init; }

    /// <inheritdoc/>
    [JsonIgnore]
    public override string? Data => Reply.ToString();
}
