using Relay.Sdk.Mail;

namespace Relay.Core.Protocol.Client;

/// <summary>What goes with MAIL FROM, already agreed with what the host offers.</summary>
internal readonly record struct MailParameters
{
    /// <summary>SIZE=; null when not to be sent.</summary>
    public long? SizeOctets { get; init; }

    /// <summary>BODY=; 7BIT is never said.</summary>
    public BodyType Body { get; init; }

    public bool SmtpUtf8 { get; init; }

    public bool RequireTls { get; init; }

    public DsnReturn Return { get; init; }

    /// <summary>ENVID=, decoded; null when not to be sent.</summary>
    public string? EnvelopeId { get; init; }
}
