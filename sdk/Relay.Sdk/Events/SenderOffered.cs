using Relay.Sdk.Mail;

namespace Relay.Sdk.Events;

/// <summary>The client said MAIL FROM; a refusal is the reply to it.</summary>
public sealed record SenderOffered : Moment
{
    /// <summary>The client.</summary>
    public required ClientFacts Client { get; init; }

    /// <summary>The envelope so far, without recipients.</summary>
    public required Envelope Envelope { get; init; }
}
