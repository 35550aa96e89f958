using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Relay.TestKit.Peers;

/// <summary>Finds ports on 127.0.0.1 for programs that cannot be told to choose one themselves.</summary>
public static class FreePort
{
    // Below those that Linux gives to outgoing connections, any of which could take the port before the program does.
    private const int First = 10_240;
    private const int End = 32_768;
    private static readonly ConcurrentDictionary<int, bool> Given = new();

    /// <summary>A port that is free in TCP and UDP now, and that this process has not given away before.</summary>
    public static int Next()
    {
        while (true)
        {
            int port = Random.Shared.Next(First, End);
            if (IsFree(port, SocketType.Stream, ProtocolType.Tcp) && IsFree(port, SocketType.Dgram, ProtocolType.Udp)
                && Given.TryAdd(port, true)) return port;
        }
    }

    private static bool IsFree(int port, SocketType type, ProtocolType protocol)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, type, protocol);
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
            return true;
        }
        catch (SocketException)
        {
            // Somebody has it.
            return false;
        }
    }
}
