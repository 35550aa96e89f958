using System.Buffers;
using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Relay.Core.Dns.Messages;

namespace Relay.Core.Dns.Exchange;

/// <summary>One query over a TCP connection of its own (RFC 7766).</summary>
internal static class TcpExchange
{
    /// <exception cref="IOException">The server ended the connection early.</exception>
    /// <exception cref="SocketException">The connection failed.</exception>
    /// <exception cref="OperationCanceledException">The deadline passed.</exception>
    public static async ValueTask<ExchangeResult> AskAsync(IPEndPoint server, DnsQuery query, CancellationToken cancellationToken)
    {
        using var socket = new Socket(server.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(server, cancellationToken);
        await using var stream = new NetworkStream(socket);

        byte[] buffer = ArrayPool<byte>.Shared.Rent(ushort.MaxValue);
        try
        {
            // Length and message in one segment (RFC 7766 §8).
            BinaryPrimitives.WriteUInt16BigEndian(buffer, (ushort)query.Octets.Length);
            query.Octets.Span.CopyTo(buffer.AsSpan(2));
            await stream.WriteAsync(buffer.AsMemory(0, query.Octets.Length + 2), cancellationToken);

            await stream.ReadExactlyAsync(buffer.AsMemory(0, 2), cancellationToken);
            Memory<byte> message = buffer.AsMemory(0, BinaryPrimitives.ReadUInt16BigEndian(buffer));
            await stream.ReadExactlyAsync(message, cancellationToken);
            return DnsResponseReader.Read(message.Span, query.Id, query.Question, out DnsResponse? response) switch
            {
                DnsMatch.Readable => ExchangeResult.Of(response!),
                DnsMatch.Foreign => ExchangeResult.None("answer to another question over TCP"),
                _ => ExchangeResult.None("malformed answer over TCP"),
            };
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
