using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Relay.EndToEnd.Tests.Noise;

/// <summary>Sends a stream to the relay and reads all that comes, or breaks the connection.</summary>
internal static class NoiseClient
{
    private const string ReadyForTls = "220 2.0.0 Ready to start TLS\r\n";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>Waits for the greeting, sends the stream and half-closes; gives all replies, up to the end of the session or the beginning of
    /// TLS.</summary>
    public static async Task<string> SendAsync(int port, byte[] stream)
    {
        using var patience = new CancellationTokenSource(Patience);
        using Socket socket = await ConnectAsync(port, patience.Token);
        byte[] greeting = new byte[512];
        string greeted = Encoding.Latin1.GetString(greeting, 0, await socket.ReceiveAsync(greeting, patience.Token));
        string said = greeted + await ExchangeAsync(socket, stream, patience.Token);
        int tls = said.IndexOf(ReadyForTls, StringComparison.Ordinal);
        return tls < 0 ? said : said[..(tls + ReadyForTls.Length)];
    }

    /// <summary>Sends the stream at once, half-closes, and waits for the end.</summary>
    public static async Task SendBlindlyAsync(int port, byte[] stream)
    {
        using var patience = new CancellationTokenSource(Patience);
        using Socket socket = await ConnectAsync(port, patience.Token);
        await ExchangeAsync(socket, stream, patience.Token);
    }

    /// <summary>Sends the stream and resets the connection at once.</summary>
    public static async Task ResetAsync(int port, byte[] stream)
    {
        using var patience = new CancellationTokenSource(Patience);
        using Socket socket = await ConnectAsync(port, patience.Token);
        socket.LingerState = new LingerOption(true, 0);
        try
        {
            await socket.SendAsync(stream, patience.Token);
        }
        catch (SocketException)
        {
            // As above.
        }
    }

    // A client that only writes would make the relay wait for it to read.
    private static async Task<string> ExchangeAsync(Socket socket, byte[] stream, CancellationToken cancellationToken)
    {
        Task<string> reading = ReadAsync(socket, cancellationToken);
        try
        {
            for (int at = 0; at < stream.Length;)
                at += await socket.SendAsync(stream.AsMemory(at), cancellationToken);
            socket.Shutdown(SocketShutdown.Send);
        }
        catch (SocketException)
        {
            // The relay has ended the session already.
        }

        return await reading;
    }

    private static async Task<Socket> ConnectAsync(int port, CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, port, cancellationToken);
        return socket;
    }

    private static async Task<string> ReadAsync(Socket socket, CancellationToken cancellationToken)
    {
        var said = new StringBuilder();
        byte[] buffer = new byte[4096];
        try
        {
            while (await socket.ReceiveAsync(buffer, cancellationToken) is > 0 and var octets)
                said.Append(Encoding.Latin1.GetString(buffer, 0, octets));
        }
        catch (SocketException)
        {
            // Closed by the relay while there was still something that it had not read.
            return said.ToString();
        }

        return said.ToString();
    }
}
