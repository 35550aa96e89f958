using Relay.Sdk.Mail;

namespace Relay.Sdk.Events;

/// <summary>A moment of an outbound connection; <see cref="IDecideOutbound{TMoment}"/> answers with a <see cref="HostVerdict"/>.</summary>
public abstract record OutboundMoment : Moment
{
    private protected OutboundMoment()
    {
    }

    /// <summary>The host and the address of the connection.</summary>
    public required HostFacts Host { get; init; }

    /// <summary>The id of the attempt that the connection is made for, as in the log; later attempts may use the connection too.</summary>
    public string? AttemptId { get; init; }

    /// <summary>The message that the connection is made for; null when it is made for none.</summary>
    public MessageId? MessageId { get; init; }

    /// <summary>The reverse-path of that message; null without a message.</summary>
    public ReversePath? ReversePath { get; init; }
}
