using System.Net;
using Relay.Core.Settings;

namespace Relay.Host.Checks;

/// <summary>The resolvers.</summary>
internal static class DnsRules
{
    private const int Port = 53;

    public static void Check(CheckScope scope)
    {
        foreach ((int index, string text) in scope.Settings.Dns.Servers.Index())
            if (!TryParse(text, out _))
                scope.Error($"dns.servers[{index}]", $"'{text}' is not an address, with or without a port, as in 127.0.0.1:53 or [::1]:53");
    }

    /// <summary>Reads a server; the port is 53 when left out.</summary>
    public static bool TryParse(string text, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out IPEndPoint? server)
    {
        if (AddressText.TryParse(text, out server))
            return !server.Address.Equals(IPAddress.IPv6Any);
        if (IPAddress.TryParse(text, out IPAddress? address))
            server = new IPEndPoint(address, Port);
        return server is not null;
    }
}
