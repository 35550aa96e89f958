using Relay.Sdk.Events;
using Relay.Sdk.Mail;

namespace Relay.Sdk.Filters;

/// <summary>A message that is about to be stored, and changes no more but for the fields of seals.</summary>
public sealed record MessageToSeal
{
    /// <summary>The id that it will have.</summary>
    public required MessageId MessageId { get; init; }

    /// <summary>The envelope as it will be stored.</summary>
    public required Envelope Envelope { get; init; }

    /// <summary>The content, with the fields of the earlier seals on top, below the relay's Received field where it has one.</summary>
    public required IMessageContent Content { get; init; }

    /// <summary>The client that sent it; null for a report of the relay and for a message that a plugin submitted.</summary>
    public ClientFacts? Client { get; init; }

    /// <summary>The plugin that submitted it (<see cref="Submission.ISubmission"/>), with its instance name after a # when it has one; null for other
    /// mail.</summary>
    public string? Plugin { get; init; }
}
