using System.Net;
using System.Net.Sockets;
using Relay.Core.Settings;

namespace Relay.Core.Routing;

/// <summary>Orders a host's addresses by the transport's wish.</summary>
/// <remarks>
/// Within a family the order of the answer stays (RFC 5321 §5.1). Between the families the addresses alternate, as in RFC 8305 §4:
/// a family without connectivity then costs one failed address before the other gets its turn.
/// </remarks>
internal static class AddressOrder
{
    public const int MaxAddresses = 8;

    public static bool Wants(AddressFamilies families, AddressFamily family) => families switch
    {
        AddressFamilies.Ipv6Only => family == AddressFamily.InterNetworkV6,
        AddressFamilies.Ipv4Only => family == AddressFamily.InterNetwork,
        _ => true,
    };

    /// <summary>The usable addresses in the order of trying, at most <see cref="MaxAddresses"/>.</summary>
    public static IReadOnlyList<IPAddress> Arrange(AddressFamilies families, IReadOnlyList<IPAddress> v4, IReadOnlyList<IPAddress> v6)
    {
        IReadOnlyList<IPAddress> first = families == AddressFamilies.Ipv4First ? v4 : v6;
        IReadOnlyList<IPAddress> second = families == AddressFamilies.Ipv4First ? v6 : v4;
        var ordered = new List<IPAddress>();
        for (int i = 0; i < Math.Max(first.Count, second.Count) && ordered.Count < MaxAddresses; i++)
        {
            if (i < first.Count)
                Add(ordered, families, first[i]);
            if (i < second.Count && ordered.Count < MaxAddresses)
                Add(ordered, families, second[i]);
        }

        return ordered;
    }

    private static void Add(List<IPAddress> ordered, AddressFamilies families, IPAddress address)
    {
        if (Wants(families, address.AddressFamily) && IsHostAddress(address) && !ordered.Contains(address))
            ordered.Add(address);
    }

    // A record with the unspecified, the broadcast or a multicast address names no host; connecting to 0.0.0.0 would reach this machine.
    private static bool IsHostAddress(IPAddress address)
    {
        if (address.AddressFamily == AddressFamily.InterNetworkV6)
            return !address.IsIPv6Multicast && !address.Equals(IPAddress.IPv6Any);
        Span<byte> octets = stackalloc byte[4];
        return address.TryWriteBytes(octets, out _) && octets[0] is > 0 and < 224;
    }
}
