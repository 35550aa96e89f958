using System.Net;
using Relay.Sdk.Dns;
using Relay.Sdk.Mail;

namespace Relay.Sdk.Tls;

/// <summary>The host about to be connected, and why.</summary>
public sealed record TlsTarget
{
    /// <summary>The recipient domain, to which policies belong.</summary>
    public required MailDomain Domain { get; init; }

    /// <summary>The host name before CNAME following; the address text for a literal.</summary>
    public required string HostName { get; init; }

    /// <summary>The port.</summary>
    public required int Port { get; init; }

    /// <summary>The addresses of the host.</summary>
    public required IReadOnlyList<IPAddress> Addresses { get; init; }

    /// <summary>Security of the MX answer; null when the host is configured.</summary>
    public DnsSecurity? MxSecurity { get; init; }

    /// <summary>Security of the address answer.</summary>
    public DnsSecurity AddressSecurity { get; init; }

    /// <summary>The transport's name.</summary>
    public required string Transport { get; init; }
}
