using System.Net;
using Relay.Sdk.Dns;
using Relay.Sdk.Mail;

namespace Relay.Sdk.Tls;

/// <summary>The host about to be connected, and why.</summary>
public sealed record TlsTarget
{
    /// <summary>The domain that policies belong to: the domain whose MX records count, or the name of the first configured host (RFC 8461
    /// §2).</summary>
    public required MailDomain Domain { get; init; }

    /// <summary>The host name before CNAME following; the address text for a literal.</summary>
    public required string HostName { get; init; }

    /// <summary>The port.</summary>
    public required int Port { get; init; }

    /// <summary>The addresses of the host.</summary>
    public required IReadOnlyList<IPAddress> Addresses { get; init; }

    /// <summary>Security of the MX answer; null when the host is configured.</summary>
    public DnsSecurity? MxSecurity { get; init; }

    /// <summary>The aliases between <see cref="Domain"/> and its MX records, in order; empty without CNAME and for a configured host.</summary>
    public IReadOnlyList<DnsRecord.Name> MxAliases { get; init; } = [];

    /// <summary>Security of the address answer, aliases included.</summary>
    public DnsSecurity AddressSecurity { get; init; }

    /// <summary>The aliases between <see cref="HostName"/> and the addresses, in order; the last target is the canonical name (RFC 7672 §2.2.2).
    /// Empty without CNAME.</summary>
    public IReadOnlyList<DnsRecord.Name> Aliases { get; init; } = [];

    /// <summary>Security of the first alias alone, which may be Secure where the address answer is not; null without CNAME.</summary>
    public DnsSecurity? FirstAliasSecurity { get; init; }

    /// <summary>The transport's name.</summary>
    public required string Transport { get; init; }
}
