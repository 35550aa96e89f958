using System.Buffers;
using System.Net;
using System.Net.Sockets;
using Relay.Core.Dns.Messages;

namespace Relay.Core.Dns.Exchange;

/// <summary>One query over UDP, from a source port of its own.</summary>
internal static class UdpExchange
{
    /// <summary>More than this many foreign datagrams look like an attacker guessing ids (RFC 5452 §9.2); TCP cannot be guessed at.</summary>
    private const int MostForeign = 64;

    private const int BufferOctets = 4096;

    /// <returns>Null when the question should be repeated over TCP.</returns>
    /// <exception cref="SocketException">The server's host refused, or the network did.</exception>
    /// <exception cref="OperationCanceledException">The deadline passed.</exception>
    public static async ValueTask<ExchangeResult?> AskAsync(IPEndPoint server, DnsQuery query, CancellationToken cancellationToken)
    {
        using var socket = new Socket(server.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        // A new socket has a new random port, and a connected one hears only the address and port it asked.
        await socket.ConnectAsync(server, cancellationToken);
        await socket.SendAsync(query.Octets, SocketFlags.None, cancellationToken);

        byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferOctets);
        try
        {
            for (int foreign = 0; foreign < MostForeign; foreign++)
            {
                int length = await socket.ReceiveAsync(buffer.AsMemory(), SocketFlags.None, cancellationToken);
                switch (DnsResponseReader.Read(buffer.AsSpan(0, length), query.Id, query.Question, out DnsResponse? response))
                {
                    case DnsMatch.Readable: return ExchangeResult.Of(response!);
                    case DnsMatch.Truncated: return null;
                    case DnsMatch.Malformed: return ExchangeResult.None("malformed answer");
                }
            }

            return null;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
