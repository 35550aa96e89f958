using System.Buffers;
using System.Net;
using System.Net.Sockets;
using System.Text;
using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.Logging.Abstractions;
using Relay.Core.Delivery;
using Relay.Core.Handlers;
using Relay.Core.Routing;
using Relay.Core.Settings;
using Relay.Sdk.Mail;
using Relay.Sdk.Spool;

namespace Relay.Benchmarks.Delivery;

/// <summary>One message of 4 KiB on a reused connection to a sink that allocates nothing: time of both ends, memory of the relay's.</summary>
[MemoryDiagnoser]
public class TransactionBenchmarks : IDisposable
{
    private readonly Socket listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private IOutboundSession? session;
    private OutboundMessage? message;

    [Params(false, true)]
    public bool Chunking { get; set; }

    [GlobalSetup]
    public async Task ConnectAsync()
    {
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        new Thread(Sink) { IsBackground = true }.Start();
        var transport = new SmtpTransport(new RelaySettings { Hostname = "relay.test" }, NoHandlers.Instance, TimeProvider.System,
            NullLoggerFactory.Instance);
        var host = new RouteHost { Name = "mx.test", Port = ((IPEndPoint)listener.LocalEndPoint!).Port, Addresses = [IPAddress.Loopback] };
        var route = new ResolvedRoute
        {
            Destination = "dest.test",
            Domain = MailDomain.Parse("dest.test"),
            Hosts = [host],
            TransportName = "remote",
            Transport = new TransportSettings { MaxMessagesPerConnection = 0 },
        };
        session = ((ConnectOutcome.Connected)await transport.ConnectAsync(route, new ConnectionPurpose("benchmark"), CancellationToken.None)).Session;
        var content = new InMemory(string.Concat(Enumerable.Repeat(new string('x', 62) + "\r\n", 64)));
        var queued = new QueuedMessage
        {
            Id = new MessageId(1),
            ReceivedAt = DateTimeOffset.UnixEpoch,
            ReversePath = ReversePath.From(Mailbox.Parse("alice@sender.test")),
            LengthOctets = content.LengthOctets,
        };
        message = new OutboundMessage(queued, [new QueuedRecipient { Mailbox = Mailbox.Parse("bob@dest.test") }], content);
    }

    [Benchmark]
    public async Task<bool> SendAsync() => (await session!.SendAsync(message!, CancellationToken.None)).Recipients[0] is RecipientOutcome.Delivered;

    [GlobalCleanup]
    public async Task CloseAsync()
    {
        await session!.DisposeAsync();
        Dispose();
    }

    public void Dispose()
    {
        listener.Dispose();
        GC.SuppressFinalize(this);
    }

    private void Sink()
    {
        using Socket client = listener.Accept();
        client.NoDelay = true;
        byte[] buffer = new byte[64 * 1024];
        client.Send("220 sink.test\r\n"u8);
        client.Receive(buffer);
        client.Send(Chunking ? "250-sink.test\r\n250-CHUNKING\r\n250 PIPELINING\r\n"u8 : "250-sink.test\r\n250 PIPELINING\r\n"u8);
        int held = 0;
        for (int octets = client.Receive(buffer); octets > 0; octets = client.Receive(buffer, held, buffer.Length - held, SocketFlags.None))
        {
            ReadOnlySpan<byte> heard = buffer.AsSpan(0, held + octets);
            held = 0;
            if (heard.EndsWith("DATA\r\n"u8))
                client.Send("250 2.1.0 Ok\r\n250 2.1.5 Ok\r\n354 Go\r\n"u8);
            else if (heard.EndsWith("\r\n.\r\n"u8))
                client.Send("250 2.0.0 Ok: queued as 4ZxYk31wTfz9s8\r\n"u8);
            else if (Chunking && heard.Length > 4096)
                client.Send("250 2.1.0 Ok\r\n250 2.1.5 Ok\r\n250 2.0.0 Ok: queued as 4ZxYk31wTfz9s8\r\n"u8);
            else
                held = heard.Length;
        }
    }

    private sealed class InMemory(string text) : SpooledContent
    {
        private readonly byte[] octets = Encoding.ASCII.GetBytes(text);

        public override long LengthOctets => octets.Length;

        public override ReadOnlySequence<byte>? Memory => new(octets);

        public override ValueTask<Stream> OpenReadAsync(CancellationToken cancellationToken) =>
            ValueTask.FromResult<Stream>(new MemoryStream(octets, writable: false));

        protected override void Free()
        {
        }
    }
}
