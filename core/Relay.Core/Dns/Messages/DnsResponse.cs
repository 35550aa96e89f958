using Relay.Sdk.Dns;

namespace Relay.Core.Dns.Messages;

/// <summary>A response, as far as the relay cares for it.</summary>
internal sealed record DnsResponse
{
    public required DnsResponseCode Code { get; init; }

    public required bool AuthenticData { get; init; }

    /// <summary>The answer section: records of the asked type and CNAMEs; signatures and others are left out.</summary>
    public IReadOnlyList<DnsRecord> Answers { get; init; } = [];

    /// <summary>How long the absence may be kept: the lesser of TTL and MINIMUM of the SOA in the authority section (RFC 2308 §5); null without
    /// SOA.</summary>
    public TimeSpan? NegativeTimeToLive { get; init; }

    /// <summary>Name servers in the authority section without SOA or answer: "ask there", from a server that does not recurse (RFC 2308
    /// §2.2).</summary>
    public bool IsReferral { get; init; }

    /// <summary>Whether the server spoke EDNS.</summary>
    public bool HasEdns { get; init; }

    public IReadOnlyList<ExtendedDnsError> Errors { get; init; } = [];
}
