using System.Text.Json.Serialization;

namespace Relay.Sdk.Dns;

/// <summary>What is known of an answer's DNSSEC state (RFC 4035 §4.3).</summary>
[JsonConverter(typeof(JsonStringEnumConverter<DnsSecurity>))]
public enum DnsSecurity
{
    /// <summary>Not validated, or proven to lie in an unsigned zone.</summary>
    Insecure,

    /// <summary>Validated by a resolver that is trusted for it.</summary>
    Secure,

    /// <summary>Validation failed; there are no records to use.</summary>
    Bogus,

    /// <summary>No answer: time-out, server failure or a malformed message. Never the same as "no records".</summary>
    Failure,
}
