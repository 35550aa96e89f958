using System.Net;
using Relay.Sdk.Dns;

namespace Relay.Core.Routing;

/// <summary>One host of a route.</summary>
public sealed record RouteHost
{
    /// <summary>The name as in the MX record or the settings, before CNAME following; the address text for a literal.</summary>
    public required string Name { get; init; }

    /// <summary>The port.</summary>
    public required int Port { get; init; }

    /// <summary>The addresses in the order of trying.</summary>
    public required IReadOnlyList<IPAddress> Addresses { get; init; }

    /// <summary>The MX preference; null when the host is configured or implicit.</summary>
    public int? Preference { get; init; }

    /// <summary>Security of the MX answer; null when the host is configured.</summary>
    public DnsSecurity? MxSecurity { get; init; }

    /// <summary>The aliases between the domain and its MX records, in order.</summary>
    public IReadOnlyList<DnsRecord.Name> MxAliases { get; init; } = [];

    /// <summary>The aliases between the name and its addresses, in order.</summary>
    public IReadOnlyList<DnsRecord.Name> Aliases { get; init; } = [];

    /// <summary>Security of the first alias alone; null without aliases.</summary>
    public DnsSecurity? FirstAliasSecurity { get; init; }

    /// <summary>Security of the address answer.</summary>
    public DnsSecurity AddressSecurity { get; init; }
}
