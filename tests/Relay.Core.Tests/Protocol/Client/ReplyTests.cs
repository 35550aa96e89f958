using System.Text;
using Relay.Core.Protocol.Client;
using Relay.Sdk.Replies;

namespace Relay.Core.Tests.Protocol.Client;

public sealed class ReplyTests
{
    [Theory]
    [InlineData("250 ok\r\n", 250)]
    [InlineData("250\r\n", 250)]
    [InlineData("250-a\r\n250-b\r\n250 c\r\n", 250)]
    [InlineData("421 4.3.2 no\n", 421)]
    [InlineData("354 \r\n", 354)]
    [InlineData("\r\n \r\n250 ok\r\n", 250)]
    [InlineData(" \t250\tok\r\n", 250)]
    [InlineData("250-a\r\n550 b\r\n", 550)]
    [InlineData("250-a\r\n\r\n250 b\r\n", 250)]
    public void A_whole_reply_is_found_whatever_the_pieces_it_comes_in(string reply, int code)
    {
        byte[] octets = Encoding.ASCII.GetBytes(reply + "250 next\r\n");
        var scanner = default(ReplyScanner);
        for (int length = 0; length < reply.Length; length++)
            scanner.Scan(octets.AsSpan(0, length)).ShouldBe(ReplyScan.NeedMore);
        scanner.Scan(octets).ShouldBe(ReplyScan.Complete);
        scanner.Code.ShouldBe(code);
        scanner.Length.ShouldBe(reply.Length);
    }

    [Theory]
    [InlineData("hello\r\n")]
    [InlineData("25\r\n")]
    [InlineData("150 go on\r\n")]
    [InlineData("650 what\r\n")]
    [InlineData("2500 ok\r\n")]
    [InlineData("250-a\r\nb\r\n")]
    [InlineData("\u0016\u0003\u0001\n")]
    public void What_is_no_reply_is_malformed(string octets) => Scan(octets).ShouldBe(ReplyScan.Malformed);

    [Fact]
    public void A_line_without_end_is_malformed_once_it_is_too_long() =>
        Scan(new string('2', ReplyScanner.MaxOctets + 1)).ShouldBe(ReplyScan.Malformed);

    [Theory]
    [InlineData(300, 10, nameof(ReplyScan.Complete))]
    [InlineData(300, 500, nameof(ReplyScan.Complete))]
    [InlineData(3000, 500, nameof(ReplyScan.Malformed))]
    public void The_reply_to_a_whole_message_may_have_many_lines(int lines, int octets, string expected)
    {
        string reply = string.Concat(Enumerable.Repeat($"250-{new string('x', octets)}\r\n", lines)) + "250 ok\r\n";
        new ReplyScanner { IsFinal = true }.Scan(Encoding.ASCII.GetBytes(reply)).ToString().ShouldBe(expected);
    }

    [Fact]
    public void A_reply_without_end_is_malformed_once_it_has_too_many_lines() =>
        Scan(string.Concat(Enumerable.Repeat("250-again\r\n", ReplyScanner.MaxLines + 1))).ShouldBe(ReplyScan.Malformed);

    [Theory]
    [InlineData("550 5.1.1 no such user\r\n", "5.1.1", "no such user")]
    [InlineData("550 no such user\r\n", "", "no such user")]
    [InlineData("550 4.1.1 contradicts\r\n", "", "4.1.1 contradicts")]
    [InlineData("550 5.1.1\r\n", "5.1.1", "")]
    [InlineData("550\r\n", "", "")]
    [InlineData("550-5.7.1 first\r\n550-5.7.1 second\r\n550 5.7.1\r\n", "5.7.1", "first\nsecond\n")]
    [InlineData("550-5.7.1 first\r\n550 second\r\n", "5.7.1", "first\nsecond")]
    [InlineData("550 5.7.123 long\r\n", "5.7.123", "long")]
    [InlineData("550 5.7.1234 long\r\n", "", "5.7.1234 long")]
    [InlineData("354 go\r\n", "", "go")]
    [InlineData("250 a\tb\u0001c\u001b[0m\r\n", "", "a b?c?[0m")]
    public void Status_and_text_are_taken_apart_and_cleaned(string octets, string status, string text)
    {
        SmtpReply reply = Reply(Encoding.Latin1.GetBytes(octets));
        reply.Status.ToString().ShouldBe(status);
        reply.Text.ShouldBe(text);
    }

    [Fact]
    public void Utf8_stays_and_broken_utf8_is_marked()
    {
        Reply("550 5.6.7 Grüße\r\n"u8.ToArray()).Text.ShouldBe("Grüße");
        Reply([.. "550 5.6.7 x"u8, 0xFF, (byte)'y', .. "\r\n"u8]).Text.ShouldBe("x?y");
    }

    [Fact]
    public void A_long_text_is_cut()
    {
        string octets = string.Concat(Enumerable.Repeat("550-" + new string('x', 1000) + "\r\n", 20)) + "550 end\r\n";
        Reply(Encoding.ASCII.GetBytes(octets)).Text.Length.ShouldBe(ReplyView.MaxTextCharacters);
    }

    private static ReplyScan Scan(string octets)
    {
        var scanner = default(ReplyScanner);
        return scanner.Scan(Encoding.Latin1.GetBytes(octets));
    }

    private static SmtpReply Reply(byte[] octets)
    {
        var scanner = default(ReplyScanner);
        scanner.Scan(octets).ShouldBe(ReplyScan.Complete);
        return new ReplyView(scanner.Code, octets).ToReply();
    }
}
