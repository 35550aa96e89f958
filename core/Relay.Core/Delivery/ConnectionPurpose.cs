using Relay.Sdk.Mail;

namespace Relay.Core.Delivery;

/// <summary>What a connection is made for, as log and events say it. Other messages may use the connection later.</summary>
/// <param name="AttemptId">The attempt.</param>
public sealed record ConnectionPurpose(string AttemptId)
{
    /// <summary>The message of the attempt; null when there is none.</summary>
    public MessageId? MessageId { get; init; }

    /// <summary>Its reverse-path; null when there is no message.</summary>
    public ReversePath? ReversePath { get; init; }
}
