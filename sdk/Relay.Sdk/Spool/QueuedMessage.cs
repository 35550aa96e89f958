using Relay.Sdk.Mail;

namespace Relay.Sdk.Spool;

/// <summary>A message in the queue, without its recipients and its content.</summary>
public sealed record QueuedMessage
{
    /// <summary>The id given at acceptance.</summary>
    public required MessageId Id { get; init; }

    /// <summary>When the end of data was acknowledged.</summary>
    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>Where reports go.</summary>
    public required ReversePath ReversePath { get; init; }

    /// <summary>BODY=.</summary>
    public BodyType Body { get; init; }

    /// <summary>SMTPUTF8 was given.</summary>
    public bool SmtpUtf8 { get; init; }

    /// <summary>REQUIRETLS was given.</summary>
    public bool RequireTls { get; init; }

    /// <summary>RET=.</summary>
    public DsnReturn Return { get; init; }

    /// <summary>ENVID=, decoded; null when absent.</summary>
    public string? EnvelopeId { get; init; }

    /// <summary>Octets of the content.</summary>
    public required long LengthOctets { get; init; }

    /// <summary>Where it came from, for people: client address and HELO, or the relay itself. One line.</summary>
    public string Origin { get; init; } = "";

    /// <summary>Facts that the relay keeps with the message. A store gives them back as they were and reads nothing out of them; 64 KiB of UTF-8 at
    /// most.</summary>
    public string Facts { get; init; } = "";
}
