using System.Text.Json.Serialization;

namespace Relay.Sdk.Events;

/// <summary>Why a question to the DNS has no records for an answer.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<DnsFailure>))]
public enum DnsFailure
{
    /// <summary>The name does not exist (RFC 2308 §2.1).</summary>
    NoSuchName,

    /// <summary>The name has no such record (RFC 2308 §2.2).</summary>
    NoData,

    /// <summary>No answer: time-out, server failure or a malformed message.</summary>
    Unavailable,

    /// <summary>The answer did not pass DNSSEC validation.</summary>
    Bogus,
}
