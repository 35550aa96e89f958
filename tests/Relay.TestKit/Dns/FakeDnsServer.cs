using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;

namespace Relay.TestKit.Dns;

/// <summary>A name server on 127.0.0.1, UDP and TCP on one port, that answers what the test says: nothing, the truth, lies or noise.</summary>
public sealed class FakeDnsServer : IAsyncDisposable
{
    private readonly Func<FakeDnsQuery, Task<IReadOnlyList<byte[]>>> answer;
    private readonly Socket udp;
    private readonly TcpListener tcp;
    private readonly CancellationTokenSource stopped = new();
    private readonly Channel<FakeDnsQuery> arrived = Channel.CreateUnbounded<FakeDnsQuery>();
    private readonly List<FakeDnsQuery> queries = [];
    private readonly Task[] loops;

    private FakeDnsServer(Socket udp, TcpListener tcp, Func<FakeDnsQuery, Task<IReadOnlyList<byte[]>>> answer)
    {
        (this.udp, this.tcp, this.answer) = (udp, tcp, answer);
        EndPoint = (IPEndPoint)udp.LocalEndPoint!;
        loops = [ServeUdpAsync(), ServeTcpAsync()];
    }

    public IPEndPoint EndPoint { get; }

    /// <summary>All queries so far, probes and repetitions included.</summary>
    public IReadOnlyList<FakeDnsQuery> Queries
    {
        get
        {
            lock (queries) return [.. queries];
        }
    }

    /// <summary>Says nothing at all.</summary>
    public static FakeDnsServer StartSilent() => Start(_ => Task.FromResult<IReadOnlyList<byte[]>>([]));

    /// <summary>Answers each query with one message.</summary>
    public static FakeDnsServer Start(Func<FakeDnsQuery, DnsReplyBuilder> answer) =>
        Start(query => Task.FromResult<IReadOnlyList<byte[]>>([answer(query).Build()]));

    /// <summary>Answers each query with any octets in any number of messages; over TCP the connection then ends.</summary>
    public static FakeDnsServer Start(Func<FakeDnsQuery, Task<IReadOnlyList<byte[]>>> answer)
    {
        while (true)
        {
            var udp = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            udp.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            var tcp = new TcpListener((IPEndPoint)udp.LocalEndPoint!);
            try
            {
                tcp.Start();
                return new FakeDnsServer(udp, tcp, answer);
            }
            catch (SocketException)
            {
                // Somebody has this port in TCP; the next one will do.
                udp.Dispose();
                tcp.Dispose();
            }
        }
    }

    /// <summary>Waits for the next query that no earlier call returned.</summary>
    public ValueTask<FakeDnsQuery> NextQueryAsync() => arrived.Reader.ReadAsync();

    public async ValueTask DisposeAsync()
    {
        await stopped.CancelAsync();
        udp.Dispose();
        tcp.Dispose();
        await Task.WhenAll(loops);
        stopped.Dispose();
    }

    private void Note(FakeDnsQuery query)
    {
        lock (queries) queries.Add(query);
        arrived.Writer.TryWrite(query);
    }

    private async Task ServeUdpAsync()
    {
        byte[] buffer = new byte[65536];
        while (!stopped.IsCancellationRequested)
        {
            try
            {
                SocketReceiveFromResult got = await udp.ReceiveFromAsync(buffer, new IPEndPoint(IPAddress.Any, 0), stopped.Token);
                var query = new FakeDnsQuery(buffer.AsSpan(0, got.ReceivedBytes).ToArray(), (IPEndPoint)got.RemoteEndPoint, OverTcp: false);
                Note(query);
                _ = AnswerUdpAsync(query);
            }
            catch (Exception failure) when (failure is SocketException or OperationCanceledException or ObjectDisposedException)
            {
                // A client that went away is none of the server's business; a stop ends the loop.
                continue;
            }
        }
    }

    private async Task AnswerUdpAsync(FakeDnsQuery query)
    {
        foreach (byte[] message in await answer(query))
        {
            if (stopped.IsCancellationRequested) return;
            await udp.SendToAsync(message, query.From);
        }
    }

    private async Task ServeTcpAsync()
    {
        while (!stopped.IsCancellationRequested)
        {
            try
            {
                TcpClient client = await tcp.AcceptTcpClientAsync(stopped.Token);
                _ = AnswerTcpAsync(client);
            }
            catch (Exception failure) when (failure is SocketException or OperationCanceledException or ObjectDisposedException)
            {
                continue;
            }
        }
    }

    private async Task AnswerTcpAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                NetworkStream stream = client.GetStream();
                byte[] length = new byte[2];
                await stream.ReadExactlyAsync(length, stopped.Token);
                byte[] octets = new byte[BinaryPrimitives.ReadUInt16BigEndian(length)];
                await stream.ReadExactlyAsync(octets, stopped.Token);
                var query = new FakeDnsQuery(octets, (IPEndPoint)client.Client.RemoteEndPoint!, OverTcp: true);
                Note(query);
                foreach (byte[] message in await answer(query))
                {
                    BinaryPrimitives.WriteUInt16BigEndian(length, (ushort)message.Length);
                    await stream.WriteAsync((byte[])[.. length, .. message], stopped.Token);
                }
            }
            catch (Exception failure) when (failure is IOException or OperationCanceledException)
            {
                return;
            }
        }
    }
}
