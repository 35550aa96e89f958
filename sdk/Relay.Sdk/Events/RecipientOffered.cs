using Relay.Sdk.Mail;

namespace Relay.Sdk.Events;

/// <summary>The client said RCPT TO, and the relay itself has no objection; a refusal concerns this recipient alone.</summary>
public sealed record RecipientOffered : InboundMoment
{
    /// <summary>The envelope so far, without this recipient.</summary>
    public required Envelope Envelope { get; init; }

    /// <summary>The recipient.</summary>
    public required EnvelopeRecipient Recipient { get; init; }

    /// <summary>Recipients accepted so far in this transaction.</summary>
    public int AcceptedCount => Envelope.Recipients.Count;
}
