using System.Net;
using System.Net.Sockets;
using Relay.Core.Routing;
using Relay.Core.Settings;
using Relay.Sdk.Routing;

namespace Relay.Host.Checks;

/// <summary>Transports that can reach none of the addresses that their routes name: IPv4 and IPv6 do not reach each other.</summary>
internal static class AddressFamilyRules
{
    public static void Check(CheckScope scope)
    {
        foreach ((string name, TransportSettings transport) in scope.Settings.Transports)
        {
            if (LocalFamily(transport) is { } local && OnlyFamily(transport.Addresses) is { } only && local != only)
                scope.Warn($"transports.{name}.interface", $"{transport.Interface} is an {NameOf(local)} address, and addresses lets " +
                    $"{NameOf(only)} next hops only: nothing could be delivered");
        }

        foreach ((int index, RouteSettings route) in scope.Settings.Routes.Index())
        {
            if (!scope.Settings.Transports.TryGetValue(route.Transport, out TransportSettings? transport)
                || !NextHopText.TryParse(route.Via, out IReadOnlyList<NextHop> hops, out _))
                continue;
            if ((LocalFamily(transport) ?? OnlyFamily(transport.Addresses)) is { } usable && hops.Count > 0 && hops.All(hop => IsOther(hop, usable)))
                scope.Warn($"routes[{index}].via", $"transport '{route.Transport}' sends over {NameOf(usable)}, and no next hop of the route has " +
                    "such an address: nothing could be delivered");
        }
    }

    private static AddressFamily? LocalFamily(TransportSettings transport) =>
        IPAddress.TryParse(transport.Interface, out IPAddress? address) ? address.AddressFamily : null;

    private static AddressFamily? OnlyFamily(AddressFamilies families) => families switch
    {
        AddressFamilies.Ipv4Only => AddressFamily.InterNetwork,
        AddressFamilies.Ipv6Only => AddressFamily.InterNetworkV6,
        _ => null,
    };

    // Which addresses a name has is known to the DNS alone.
    private static bool IsOther(NextHop hop, AddressFamily usable) =>
        IPAddress.TryParse(hop.Host, out IPAddress? address) && address.AddressFamily != usable;

    private static string NameOf(AddressFamily family) => family == AddressFamily.InterNetwork ? "IPv4" : "IPv6";
}
