using System.Net;
using Relay.Core.Expansion;
using Relay.Core.Settings;

namespace Relay.Host.Checks;

/// <summary>Warns of a relay that sends anybody's mail anywhere: such a one is found and abused within hours.</summary>
internal static class OpenRelayRule
{
    // Addresses in networks that have nothing to do with each other: whoever matches two of them lets in the world, or most of it.
    private static readonly IPAddress[] Strangers =
    [
        IPAddress.Parse("192.0.2.77"), IPAddress.Parse("198.51.100.200"), IPAddress.Parse("203.0.113.9"), IPAddress.Parse("8.7.6.5"),
    ];

    private static readonly IPAddress[] SixStrangers = [IPAddress.Parse("2001:db8:77::1"), IPAddress.Parse("2a0f:1234::5"), IPAddress.Parse("2606:99::1")];

    public static void Check(CheckScope scope)
    {
        if (!IsReachable(scope.Settings))
            return;
        AcceptSettings accept = scope.Settings.Accept;
        if (HostList.TryParse(accept.RelayFromHosts, out HostList? hosts, out _)
            && (Strangers.Count(stranger => hosts.Matches(stranger)) > 1 || SixStrangers.Count(stranger => hosts.Matches(stranger)) > 1))
            scope.Warn("accept.relayFromHosts", "OPEN RELAY: every host may send mail to any domain through this relay; list your own networks only");
        if (DomainList.TryParse(accept.RelayToDomains, out DomainList? domains, out _)
            && domains.Matches("stranger.example") && domains.Matches("another.test"))
            scope.Warn("accept.relayToDomains", "OPEN RELAY: every host may send mail to any domain through this relay; list your own domains only");
    }

    private static bool IsReachable(RelaySettings settings)
    {
        // A proxy on this machine brings clients from anywhere.
        foreach (ListenerSettings listener in settings.Listeners)
            if (listener.Auth != ListenerAuth.Required
                && (listener.ProxyFrom.Length > 0 || (AddressText.TryParse(listener.Address, out IPEndPoint? address) && !IPAddress.IsLoopback(address.Address))))
                return true;
        return false;
    }
}
