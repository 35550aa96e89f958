namespace Relay.Sdk.Mail;

/// <summary>The envelope of one transaction: what MAIL and RCPT said.</summary>
public sealed record Envelope
{
    /// <summary>Where reports go.</summary>
    public required ReversePath ReversePath { get; init; }

    /// <summary>The accepted recipients in the order of RCPT; at least one once the content is offered.</summary>
    public required IReadOnlyList<EnvelopeRecipient> Recipients { get; init; }

    /// <summary>BODY= (RFC 6152, RFC 3030).</summary>
    public BodyType Body { get; init; }

    /// <summary>SMTPUTF8 was given (RFC 6531).</summary>
    public bool SmtpUtf8 { get; init; }

    /// <summary>REQUIRETLS was given (RFC 8689): every hop onward needs verified TLS and REQUIRETLS.</summary>
    public bool RequireTls { get; init; }

    /// <summary>SIZE= in octets (RFC 1870); null when not declared.</summary>
    public long? DeclaredSizeOctets { get; init; }

    /// <summary>RET= (RFC 3461 §4.3).</summary>
    public DsnReturn Return { get; init; }

    /// <summary>ENVID=, decoded from xtext; null when absent (RFC 3461 §4.4).</summary>
    public string? EnvelopeId { get; init; }
}
