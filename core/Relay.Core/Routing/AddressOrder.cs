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
    /// <param name="families">The transport's wish.</param>
    /// <param name="localToo">Whether addresses count that only this machine or its link can mean.</param>
    /// <param name="v4">In the order of the answer.</param>
    /// <param name="v6">In the order of the answer.</param>
    public static IReadOnlyList<IPAddress> Arrange(AddressFamilies families, bool localToo, IReadOnlyList<IPAddress> v4, IReadOnlyList<IPAddress> v6)
    {
        IReadOnlyList<IPAddress> first = families == AddressFamilies.Ipv4First ? v4 : v6;
        IReadOnlyList<IPAddress> second = families == AddressFamilies.Ipv4First ? v6 : v4;
        var ordered = new List<IPAddress>();
        for (int i = 0; i < Math.Max(first.Count, second.Count) && ordered.Count < MaxAddresses; i++)
        {
            if (i < first.Count)
                Add(ordered, families, localToo, first[i]);
            if (i < second.Count && ordered.Count < MaxAddresses)
                Add(ordered, families, localToo, second[i]);
        }

        return ordered;
    }

    private static void Add(List<IPAddress> ordered, AddressFamilies families, bool localToo, IPAddress address)
    {
        if (Wants(families, address.AddressFamily) && IsHostAddress(address) && (localToo || !IsLocal(address)) && !ordered.Contains(address))
            ordered.Add(address);
    }

    // The unspecified, the broadcast and multicast addresses name no host; connecting to 0.0.0.0 would reach this machine. An IPv4 address
    // inside an IPv6 one (RFC 4291 §2.5.5) is for programs, not for the wire, and would get past what is said about IPv4 addresses.
    private static bool IsHostAddress(IPAddress address)
    {
        if (address.AddressFamily == AddressFamily.InterNetworkV6)
            return !address.IsIPv6Multicast && !address.IsIPv4MappedToIPv6 && !HoldsIPv4(address);
        Span<byte> octets = stackalloc byte[4];
        return address.TryWriteBytes(octets, out _) && octets[0] is > 0 and < 224;
    }

    // "::" and "::192.0.2.1" (IPv4-compatible), but not "::1".
    private static bool HoldsIPv4(IPAddress address)
    {
        Span<byte> octets = stackalloc byte[16];
        return address.TryWriteBytes(octets, out _) && !octets[..12].ContainsAnyExcept((byte)0) && !IPAddress.IsLoopback(address);
    }

    private static bool IsLocal(IPAddress address)
    {
        if (IPAddress.IsLoopback(address) || address.IsIPv6LinkLocal)
            return true;
        Span<byte> octets = stackalloc byte[16];
        return address.TryWriteBytes(octets, out int length) && length == 4 && octets is [169, 254, ..];
    }
}
