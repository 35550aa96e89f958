using System.Net;
using Relay.Sdk.Events;

namespace Relay.Sdk.Lists;

/// <summary>The host that a host list is asked about: a client, or a next hop.</summary>
public readonly record struct HostSubject
{
    private HostSubject(IPAddress? address, string? name, bool isClient) => (Address, Name, IsClient) = (address, name, isClient);

    /// <summary>The address; null when there is none (yet).</summary>
    public IPAddress? Address { get; }

    /// <summary>The name that the relay connects by, as A-labels without a trailing dot; null for a client, and for a host that is given by its
    /// address.</summary>
    public string? Name { get; }

    /// <summary>Whether the host is a client, whose names are looked up when an item needs them.</summary>
    public bool IsClient { get; }

    /// <summary>A client. An item that is a host name matches by its addresses, <c>*.name</c> by the client's names that the DNS confirms.</summary>
    /// <param name="address">The client's address; an IPv4-mapped IPv6 address counts as the IPv4 address.</param>
    public static HostSubject Client(IPAddress address) => new(address, null, isClient: true);

    /// <summary>A client, as a moment tells of it.</summary>
    public static HostSubject Client(ClientFacts client) => Client(client.Remote.Address);

    /// <summary>A host that mail is sent to. Nothing is looked up: items that are names are compared with its name.</summary>
    /// <param name="address">The address of this connection; null before it is known.</param>
    /// <param name="name">The name of the MX or of the route; an address, with or without brackets, counts as no name.</param>
    public static HostSubject NextHop(IPAddress? address, string? name) => new(address, IsAddress(name) ? null : name, isClient: false);

    /// <summary>A host that mail is sent to, as a moment or a notice tells of it.</summary>
    public static HostSubject NextHop(HostFacts host) => NextHop(host.EndPoint.Address, host.Name);

    private static bool IsAddress(string? name) => name is null or "" or ['[', ..] || (MayBeAddress(name) && IPAddress.TryParse(name, out _));

    // No top-level domain ends in a digit (RFC 3696 §2), and no name holds a colon.
    private static bool MayBeAddress(string name) => char.IsAsciiDigit(name[^1]) || name.Contains(':');
}
