using Relay.Sdk.Mail;

namespace Relay.Sdk.Events;

/// <summary>The client said MAIL FROM; a refusal is the reply to it.</summary>
public sealed record SenderOffered : InboundMoment
{
    /// <summary>The envelope so far, without recipients.</summary>
    public required Envelope Envelope { get; init; }
}
