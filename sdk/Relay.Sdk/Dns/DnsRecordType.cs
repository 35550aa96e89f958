using System.Text.Json.Serialization;

namespace Relay.Sdk.Dns;

/// <summary>Record types that the relay asks for (IANA numbers).</summary>
[JsonConverter(typeof(JsonStringEnumConverter<DnsRecordType>))]
public enum DnsRecordType
{
    /// <summary>IPv4 address.</summary>
    A = 1,

    /// <summary>Name server.</summary>
    NS = 2,

    /// <summary>Alias.</summary>
    CNAME = 5,

    /// <summary>Start of authority.</summary>
    SOA = 6,

    /// <summary>Pointer.</summary>
    PTR = 12,

    /// <summary>Mail exchange.</summary>
    MX = 15,

    /// <summary>Text.</summary>
    TXT = 16,

    /// <summary>IPv6 address.</summary>
    AAAA = 28,

    /// <summary>Service.</summary>
    SRV = 33,

    /// <summary>Delegation signer.</summary>
    DS = 43,

    /// <summary>DNSSEC key.</summary>
    DNSKEY = 48,

    /// <summary>TLS certificate association (RFC 6698).</summary>
    TLSA = 52,
}
