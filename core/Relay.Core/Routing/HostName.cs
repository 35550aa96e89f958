using Relay.Sdk.Dns;

namespace Relay.Core.Routing;

/// <summary>A mail host before its addresses are known.</summary>
/// <param name="Name">A name, or the text of an address.</param>
/// <param name="Port">The port.</param>
/// <param name="Preference">As in <see cref="RouteHost.Preference"/>.</param>
/// <param name="MxSecurity">As in <see cref="RouteHost.MxSecurity"/>.</param>
internal readonly record struct HostName(string Name, int Port, int? Preference, DnsSecurity? MxSecurity)
{
    /// <summary>As in <see cref="RouteHost.MxAliases"/>; null stands for none.</summary>
    public IReadOnlyList<DnsRecord.Name>? MxAliases { get; init; }
}
