using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Relay.TestKit.Peers;

/// <summary>Finds ports on 127.0.0.1 for programs that cannot be told to choose one themselves.</summary>
public static class FreePort
{
    private static readonly ConcurrentDictionary<int, bool> Given = new();

    /// <summary>A port that is free in TCP and UDP now, and that this process has not given away before.</summary>
    public static int Next()
    {
        while (true)
        {
            using var tcp = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            tcp.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            var port = ((IPEndPoint)tcp.LocalEndPoint!).Port;
            using var udp = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            try
            {
                udp.Bind(new IPEndPoint(IPAddress.Loopback, port));
            }
            catch (SocketException)
            {
                // Taken in UDP: try another.
                continue;
            }

            if (Given.TryAdd(port, true)) return port;
        }
    }
}
