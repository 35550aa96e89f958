using System.Text;
using Relay.Core.Delivery;
using Relay.Core.Settings;
using Relay.Sdk.Testing.Hosts;
using Relay.Sdk.Testing.Tls;
using Relay.TestKit.Peers;

namespace Relay.Core.Tests.Delivery;

public sealed class ContentTests
{
    public static TheoryData<int, int, bool, bool> Shapes()
    {
        var shapes = new TheoryData<int, int, bool, bool>();
        foreach (int octets in new[] { 0, 1, 100, 2_048, 16_383, 16_384, 100_000, 262_144, 1_000_000 })
        {
            foreach (int segment in new[] { 1_000, 70_000, int.MaxValue })
            {
                foreach (bool asStream in new[] { false, true })
                {
                    shapes.Add(octets, segment, asStream, false);
                    shapes.Add(octets, segment, asStream, true);
                }
            }
        }

        return shapes;
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public async Task Content_of_any_size_and_shape_arrives_unchanged(int octets, int segmentOctets, bool asStream, bool tls)
    {
        byte[] content = Lines(octets);
        await using var peer = ScriptedHost.Start(new HostManners { Certificate = tls ? TestCertificates.SelfSigned : null });
        await using IOutboundSession session = await new Outbound { Settings = new TransportSettings() }.ConnectAsync(peer);
        var message = new SegmentedContent(asStream, [.. content.Chunk(Math.Min(segmentOctets, Math.Max(1, octets)))]);

        (await session.SendAsync(Outbound.Message(message), default)).Recipients[0].ShouldBeOfType<RecipientOutcome.Delivered>();

        peer.Messages.ShouldHaveSingleItem().Content.AsSpan().SequenceEqual(content).ShouldBeTrue();
        session.Tls.ShouldSatisfyAllConditions(facts => (facts is not null).ShouldBe(tls));
    }

    [Fact]
    public async Task Small_content_needs_one_write_for_the_envelope_and_one_for_the_content()
    {
        await using var peer = ScriptedHost.Start(new HostManners());
        await using IOutboundSession session = await new Outbound().ConnectAsync(peer);
        int before = peer.Conversations[0].Reads;
        await session.SendAsync(Outbound.Message(Encoding.Latin1.GetString(Lines(4096))), default);
        (peer.Conversations[0].Reads - before).ShouldBe(2);
    }

    [Fact]
    public async Task Stray_line_ends_reach_no_host()
    {
        await using var peer = ScriptedHost.Start(new HostManners());
        await using IOutboundSession session = await new Outbound().ConnectAsync(peer);
        await session.SendAsync(Outbound.Message("a: b\n\n.\nMAIL FROM:<x@y.test>\r.\r\nend"), default);
        Encoding.Latin1.GetString(peer.Messages.ShouldHaveSingleItem().Wire).ShouldBe("a: b\r\n\r\n..\r\nMAIL FROM:<x@y.test>\r\n..\r\nend\r\n.\r\n");
    }

    [Fact]
    public async Task Content_that_cannot_be_read_is_deferred_and_the_connection_closed()
    {
        await using var peer = ScriptedHost.Start(new HostManners());
        await using IOutboundSession session = await new Outbound().ConnectAsync(peer);

        TransactionOutcome outcome = await session.SendAsync(Outbound.Message(new UnreadableContent()), default);

        RecipientOutcome.Deferred deferred = outcome.Recipients[0].ShouldBeOfType<RecipientOutcome.Deferred>();
        deferred.Reply.Status.ToString().ShouldBe("4.3.0");
        deferred.MaybeDelivered.ShouldBeFalse();
        session.IsReusable.ShouldBeFalse();
        (outcome.ConnectionEnded, outcome.HostDeclines).ShouldBe((false, false), "the spool's trouble is not the host's");
        await session.DisposeAsync();
        peer.Messages.ShouldBeEmpty();
    }

    // Lines of many lengths, many of them with a dot at the start.
    private static byte[] Lines(int octets)
    {
        var random = new Random(octets);
        var text = new StringBuilder();
        while (octets - text.Length > 300)
            text.Append('.', random.Next(3)).Append('x', random.Next(120)).Append("\r\n");
        if (octets > text.Length + 1)
            text.Append('y', octets - text.Length - 2).Append("\r\n");
        return Encoding.Latin1.GetBytes(text.ToString());
    }

    private sealed class UnreadableContent : Relay.Sdk.Spool.SpooledContent
    {
        public override long LengthOctets => 100_000;

        public override System.Buffers.ReadOnlySequence<byte>? Memory => null;

        public override ValueTask<Stream> OpenReadAsync(CancellationToken cancellationToken) => throw new IOException("the disk is gone");

        protected override void Free()
        {
        }
    }
}
