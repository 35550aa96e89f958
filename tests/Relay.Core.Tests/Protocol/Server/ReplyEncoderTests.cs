using System.Buffers;
using System.Text;
using Relay.Core.Protocol.Server;
using Relay.Sdk.Replies;

namespace Relay.Core.Tests.Protocol.Server;

public sealed class ReplyEncoderTests
{
    [Fact]
    public void The_enhanced_status_is_on_every_line() =>
        Encode(new SmtpReply(550, "5.7.1", "one\ntwo\nthree")).ShouldBe("550-5.7.1 one\r\n550-5.7.1 two\r\n550 5.7.1 three\r\n");

    [Fact]
    public void A_reply_without_status_has_the_code_alone() =>
        Encode(new SmtpReply(250, EnhancedStatus.None, "mx.example\nPIPELINING")).ShouldBe("250-mx.example\r\n250 PIPELINING\r\n");

    [Fact]
    public void A_reply_may_be_empty() => Encode(new SmtpReply(250, EnhancedStatus.None, "")).ShouldBe("250 \r\n");

    [Fact]
    public void No_line_is_longer_than_512_octets()
    {
        string[] lines = Encode(new SmtpReply(450, new EnhancedStatus(4, 999, 999), new string('x', 2000))).Split("\r\n")[..^1];
        lines.ShouldAllBe(line => line.Length <= 510);
        lines[..^1].ShouldAllBe(line => line.StartsWith("450-4.999.999 "));
        lines[^1].ShouldStartWith("450 4.999.999 ");
        string.Concat(lines.Select(line => line[14..])).ShouldBe(new string('x', 2000));
    }

    [Fact]
    public void A_challenge_stays_in_one_line() =>
        Encode(new SmtpReply(334, EnhancedStatus.None, new string('x', 3000))).ShouldBe($"334 {new string('x', 3000)}\r\n");

    [Fact]
    public void Octets_beyond_ASCII_are_not_sent() =>
        Encode(new SmtpReply(550, "5.1.1", "no such user jörg")).ShouldBe("550 5.1.1 no such user j?rg\r\n");

    private static string Encode(SmtpReply reply)
    {
        var output = new ArrayBufferWriter<byte>();
        ReplyEncoder.Write(output, reply);
        return Encoding.Latin1.GetString(output.WrittenSpan);
    }
}
