using System.Net;
using System.Net.Sockets;

namespace Relay.Core.Delivery.Connections;

/// <summary>Tells failures of this machine from those of the network.</summary>
internal static class LocalResources
{
    private const int DiscardPort = 9;

    /// <summary>Whether a connection failed because this machine lacks file descriptors, local ports or memory for sockets.</summary>
    /// <param name="failure">What the system said.</param>
    /// <param name="address">Where the connection was to go; null when the local address could not be used.</param>
    public static bool AreLacking(Exception failure, IPAddress? address) => failure is SocketException socket && socket.SocketErrorCode switch
    {
        SocketError.TooManyOpenSockets or SocketError.NoBufferSpaceAvailable or SocketError.AddressAlreadyInUse => true,
        SocketError.AddressNotAvailable => address is not null && HasLocalAddressFor(address),
        _ => false,
    };

    // The system says "address not available" for two reasons: no port is free, or no local address can reach the host (IPv6 on a machine without
    // it). Connecting a UDP socket sends nothing, needs no TCP port, and fails in the second case only.
    private static bool HasLocalAddressFor(IPAddress address)
    {
        try
        {
            using var probe = new Socket(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
            probe.Connect(address, DiscardPort);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
