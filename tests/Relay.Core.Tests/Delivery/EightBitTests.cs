using System.Text;
using Relay.Core.Delivery;
using Relay.Core.Settings;
using Relay.Sdk.Mail;
using Relay.Sdk.Testing.Hosts;
using Relay.TestKit.Peers;

namespace Relay.Core.Tests.Delivery;

/// <summary>Content beyond ASCII at hosts with and without 8BITMIME (RFC 6152). Texts are Latin-1.</summary>
public sealed class EightBitTests
{
    private const string Text = "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=iso-8859-1\r\nContent-Transfer-Encoding: " +
        "8bit\r\n\r\nGr\u00fc\u00dfe\r\n.\r\n";
    private const string InAscii =
        "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=iso-8859-1\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nGr=FC=DFe\r\n.\r\n";

    private static readonly HostManners Bare = new() { Capabilities = [] };

    [Theory]
    [InlineData("8BITMIME", " BODY=8BITMIME")]
    [InlineData("SMTPUTF8", "")]
    public async Task A_host_that_takes_eight_bits_gets_them_and_is_told_where_it_knows_the_word(string capability, string parameter)
    {
        TakenMessage taken = await DeliverAsync(new HostManners { Capabilities = [capability] }, Text);
        taken.Mail.ShouldBe("MAIL FROM:<alice@sender.test>" + parameter);
        taken.Text.ShouldBe(Text);
    }

    [Theory]
    [InlineData(BodyType.EightBitMime, false)]
    [InlineData(BodyType.EightBitMime, true)]
    [InlineData(BodyType.SevenBit, false)]
    [InlineData(BodyType.SevenBit, true)]
    public async Task A_host_without_8BITMIME_gets_the_same_in_ascii_whatever_was_declared(BodyType body, bool asStream)
    {
        TakenMessage taken = await DeliverAsync(Bare, Text, body, asStream: asStream);
        taken.Mail.ShouldBe("MAIL FROM:<alice@sender.test>");
        taken.Text.ShouldBe(InAscii);
    }

    [Fact]
    public async Task A_host_that_knows_HELO_only_gets_ascii()
    {
        TakenMessage taken = await DeliverAsync(
            new HostManners { Answer = command => command.StartsWith("EHLO", StringComparison.Ordinal) ? "500 what" : null }, Text);
        taken.Text.ShouldBe(InAscii);
    }

    [Fact]
    public async Task The_size_that_is_said_is_that_of_what_is_sent()
    {
        TakenMessage taken = await DeliverAsync(new HostManners { Capabilities = ["SIZE 1000000", "PIPELINING", "CHUNKING"] }, Text);
        taken.Mail.ShouldBe($"MAIL FROM:<alice@sender.test> SIZE={InAscii.Length}");
        taken.Text.ShouldBe(InAscii);
    }

    [Fact]
    public async Task What_the_conversion_makes_too_large_is_not_offered()
    {
        await using var peer = ScriptedHost.Start(new HostManners { Capabilities = [$"SIZE {Text.Length}"] });
        RecipientOutcome outcome = await SendAsync(peer, Text);
        outcome.ShouldBeOfType<RecipientOutcome.Failed>().Reply.Status.ToString().ShouldBe("5.3.4");
        peer.Conversations[0].Heard.ShouldBe(["EHLO relay.test"]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Ascii_goes_as_it_is_although_eight_bits_were_declared(bool asStream)
    {
        string text = "Content-Transfer-Encoding: 8bit\r\n\r\na=b \r\n";
        (await DeliverAsync(Bare, text, asStream: asStream)).Text.ShouldBe(text);
    }

    [Theory]
    [InlineData(EightBitRule.Return, Text, "5.6.3")]
    [InlineData(EightBitRule.Convert, "Subject: gr\u00fcn\r\n\r\nbody\r\n", "5.6.3")]
    public async Task What_is_to_be_returned_is_not_offered_and_the_connection_stays(EightBitRule rule, string text, string status)
    {
        await using var peer = ScriptedHost.Start(Bare);
        await using IOutboundSession session = await With(rule).ConnectAsync(peer);
        RecipientOutcome outcome = (await session.SendAsync(Message(text, BodyType.EightBitMime, false), default)).Recipients[0];
        outcome.ShouldBeOfType<RecipientOutcome.Failed>().Reply.Status.ToString().ShouldBe(status);
        peer.Conversations[0].Heard.ShouldBe(["EHLO relay.test"]);
        (await session.SendAsync(Outbound.Message(), default)).Recipients[0].ShouldBeOfType<RecipientOutcome.Delivered>();
    }

    [Fact]
    public async Task An_operator_may_have_the_octets_sent_all_the_same()
    {
        TakenMessage taken = await DeliverAsync(Bare, Text, rule: EightBitRule.AsIs);
        taken.Mail.ShouldBe("MAIL FROM:<alice@sender.test>");
        taken.Text.ShouldBe(Text);
    }

    [Fact]
    public async Task Large_content_is_converted_as_it_goes()
    {
        string line = "Gr\u00fc\u00dfe, " + new string('x', 60) + "\r\n";
        string text = "MIME-Version: 1.0\r\nContent-Type: text/plain\r\n\r\n" + string.Concat(Enumerable.Repeat(line, 100_000));
        TakenMessage taken = await DeliverAsync(new HostManners { Capabilities = ["PIPELINING"] }, text, asStream: true);
        string body = string.Concat(Enumerable.Repeat(line.Replace("\u00fc\u00df", "=FC=DF", StringComparison.Ordinal), 100_000));
        (taken.Text == "MIME-Version: 1.0\r\nContent-Type: text/plain\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n" + body).ShouldBeTrue();
    }

    private static async Task<TakenMessage> DeliverAsync(
        HostManners manners, string text, BodyType body = BodyType.EightBitMime, bool asStream = false, EightBitRule rule = EightBitRule.Convert)
    {
        await using var peer = ScriptedHost.Start(manners);
        (await SendAsync(peer, text, body, asStream, rule)).ShouldBeOfType<RecipientOutcome.Delivered>();
        return peer.Messages.ShouldHaveSingleItem();
    }

    private static async Task<RecipientOutcome> SendAsync(
        ScriptedHost peer, string text, BodyType body = BodyType.EightBitMime, bool asStream = false, EightBitRule rule = EightBitRule.Convert)
    {
        await using IOutboundSession session = await With(rule).ConnectAsync(peer);
        return (await session.SendAsync(Message(text, body, asStream), default)).Recipients[0];
    }

    private static Outbound With(EightBitRule rule) => new() { Settings = new TransportSettings { Tls = TransportTls.Off, EightBitMime = rule } };

    private static OutboundMessage Message(string text, BodyType body, bool asStream)
    {
        OutboundMessage message = Outbound.Message(new SegmentedContent(asStream, Encoding.Latin1.GetBytes(text)));
        return message with { Message = message.Message with { Body = body } };
    }
}
