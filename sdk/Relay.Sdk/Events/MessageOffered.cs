using Relay.Sdk.Mail;

namespace Relay.Sdk.Events;

/// <summary>The whole content has arrived and is not yet committed; a refusal is the reply to the end of data.</summary>
public sealed record MessageOffered : InboundMoment
{
    /// <summary>The id that the message will have.</summary>
    public required MessageId MessageId { get; init; }

    /// <summary>The envelope, with at least one recipient; filters see it with the edits of those before them.</summary>
    public required Envelope Envelope { get; init; }

    /// <summary>The content as it will be stored, valid during the call.</summary>
    public required IMessageContent Content { get; init; }
}
