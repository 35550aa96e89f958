using System.Net;
using Relay.Core.Expansion;
using Relay.Core.Settings;
using Relay.Sdk.Lists;
using Relay.Sdk.Mail;

namespace Relay.Host.Checks;

/// <summary>Warns of a relay that sends any client's mail anywhere: it would be found and abused within hours.</summary>
internal static class OpenRelayRule
{
    // A list with so many of the Internet's blocks is no list of own networks, however it is put together.
    private const int ManyBlocks = 16;
    private const int ManySixBlocks = 2;

    // One address, which no list would have by itself, of each IPv4 block of eight bits that is the Internet's: not local, not private, not
    // multicast.
    private static readonly IPAddress[] Strangers =
        [.. Enumerable.Range(1, 223).Where(block => block is not (10 or 127)).Select(block => new IPAddress([(byte)block, 77, 201, 9]))];

    // The blocks that IPv6 addresses are given out from.
    private static readonly IPAddress[] SixStrangers =
        [.. ((string[])["2001:4::", "2003:5::", "2400:6::", "240e:7::", "2600:8::", "2607:9::", "2800:a::", "2a00:b::", "2a02:c::", "2a0f:d::",
            "2c0f:e::"]).Select(IPAddress.Parse)];

    // Ends of domains under which anyone can register a domain.
    private static readonly string[] PublicEnds = ["com", "net", "org", "info", "io", "de", "uk", "co.uk", "fr", "nl", "it", "eu", "us", "cn", "jp",
        "ru", "br", "in"];

    public static void Check(CheckScope scope)
    {
        if (scope.Settings.Listeners.All(static listener => listener.Auth == ListenerAuth.Required))
            return;
        AcceptSettings accept = scope.Settings.Accept;
        string anOpenRelay = IsReachable(scope.Settings) ? "OPEN RELAY" : "an OPEN RELAY as soon as a listener can be reached from other machines";
        if (Strange(accept.RelayFromHosts) is { } who)
            scope.Warn("accept.relayFromHosts", $"{anOpenRelay}: {who} may send mail to any domain through this relay; list your own networks only");
        if (Array.Find(PublicEnds, end => Lists(accept.RelayToDomains, $"not-a-domain-of-yours.{end}")) is { } open)
            scope.Warn("accept.relayToDomains", $"{anOpenRelay}: every host may send mail to strangers' domains, such as all of .{open}, through " +
                "this relay; list your own domains only");
    }

    /// <summary>Which strangers a host list lets in, in words; null when it lets in none.</summary>
    // A stranger is no host that the list names, and what stands behind the names concerns him when they have been looked up.
    internal static string? Strange(HostList hosts)
    {
        if (Strangers.Count(stranger => Lists(hosts, stranger, null)) >= ManyBlocks
            || SixStrangers.Count(stranger => Lists(hosts, stranger, null)) >= ManySixBlocks)
            return "hosts all over the Internet";
        return Array.Find(PublicEnds, end => Lists(hosts, null, $"somebody-else-7.{end}")) is { } open
            ? $"every host that calls itself something in .{open}" : null;
    }

    // A list that only a lookup can decide is not judged here.
    private static bool Lists(HostList hosts, IPAddress? address, string? name) =>
        hosts.MatchAsync(HostSubject.NextHop(address, name), CancellationToken.None).AtOnce() is Membership.Yes;

    internal static bool Lists(DomainList domains, string domain) =>
        domains.MatchAsync(MailDomain.Parse(domain), CancellationToken.None).AtOnce() is Membership.Yes;

    // Behind a proxy, the clients are the proxy's, wherever the relay itself listens.
    private static bool IsReachable(RelaySettings settings)
    {
        foreach (ListenerSettings listener in settings.Listeners)
            if (listener.Auth != ListenerAuth.Required
                && (!listener.ProxyFrom.IsEmpty || (AddressText.TryParse(listener.Address, out IPEndPoint? address)
                    && !IPAddress.IsLoopback(address.Address))))
                return true;
        return false;
    }
}
