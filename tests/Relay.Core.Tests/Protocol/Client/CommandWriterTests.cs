using System.Buffers;
using System.Text;
using Relay.Core.Protocol.Client;
using Relay.Sdk.Mail;

namespace Relay.Core.Tests.Protocol.Client;

public sealed class CommandWriterTests
{
    private readonly ArrayBufferWriter<byte> output = new();

    [Fact]
    public void Mail_carries_its_parameters()
    {
        var parameters = new MailParameters
        {
            SizeOctets = 1234,
            Body = BodyType.EightBitMime,
            SmtpUtf8 = true,
            RequireTls = true,
            Return = DsnReturn.Headers,
            EnvelopeId = "a+b=c d",
        };
        CommandWriter.TryMail(output, ReversePath.From(Mailbox.Parse("alice@sender.test")), parameters).ShouldBeTrue();
        Written.ShouldBe("MAIL FROM:<alice@sender.test> SIZE=1234 BODY=8BITMIME SMTPUTF8 REQUIRETLS RET=HDRS ENVID=a+2Bb+3Dc+20d\r\n");
    }

    [Fact]
    public void The_null_reverse_path_is_written()
    {
        CommandWriter.TryMail(output, ReversePath.Null, default).ShouldBeTrue();
        Written.ShouldBe("MAIL FROM:<>\r\n");
    }

    [Theory]
    [InlineData("bob@dest.test", "RCPT TO:<bob@dest.test>")]
    [InlineData("\"b b\"@dest.test", "RCPT TO:<\"b b\"@dest.test>")]
    [InlineData("\"a\\\"b>\"@dest.test", "RCPT TO:<\"a\\\"b>\"@dest.test>")]
    [InlineData("\"\"@dest.test", "RCPT TO:<\"\"@dest.test>")]
    [InlineData("bob@[IPv6:2001:db8::1]", "RCPT TO:<bob@[IPv6:2001:db8::1]>")]
    public void Recipients_are_written_in_brackets(string mailbox, string command)
    {
        CommandWriter.TryRcpt(output, Mailbox.Parse(mailbox), false, false, DsnNotify.Success, "rfc822;x@y").ShouldBeTrue();
        Written.ShouldBe(command + "\r\n");
    }

    [Fact]
    public void An_address_beyond_ascii_goes_only_with_smtputf8()
    {
        CommandWriter.TryRcpt(output, Mailbox.Parse("grün@dest.test"), false, false, default, null).ShouldBeFalse();
        output.WrittenCount.ShouldBe(0);
        CommandWriter.TryRcpt(output, Mailbox.Parse("grün@dest.test"), true, false, default, null).ShouldBeTrue();
        Written.ShouldBe("RCPT TO:<grün@dest.test>\r\n");
    }

    [Theory]
    [InlineData(DsnNotify.Never, null, " NOTIFY=NEVER")]
    [InlineData(DsnNotify.Success | DsnNotify.Failure | DsnNotify.Delay, null, " NOTIFY=SUCCESS,FAILURE,DELAY")]
    [InlineData(DsnNotify.Delay, "rfc822;Bob+x@dest.test", " NOTIFY=DELAY ORCPT=rfc822;Bob+2Bx@dest.test")]
    [InlineData(DsnNotify.Unspecified, "rfc822;a b=@dest.test", " ORCPT=rfc822;a+20b+3D@dest.test")]
    [InlineData(DsnNotify.Unspecified, "utf-8;gr\u00fcn+a@dest.test", " ORCPT=utf-8;gr\\x{FC}n\\x{2B}a@dest.test")]
    [InlineData(DsnNotify.Unspecified, "rfc822;gr\u00fcn@dest.test", " ORCPT=utf-8;gr\\x{FC}n@dest.test")]
    [InlineData(DsnNotify.Unspecified, "x400;\r\nQUIT", " ORCPT=x400;+0D+0AQUIT")]
    [InlineData(DsnNotify.Unspecified, "x_unix.local!;bob", " ORCPT=x_unix.local!;bob")]
    [InlineData(DsnNotify.Unspecified, "rf c;a@b", "")]
    [InlineData(DsnNotify.Unspecified, "no type", "")]
    [InlineData(DsnNotify.Unspecified, "rfc822;", "")]
    public void Dsn_parameters_are_encoded(DsnNotify notify, string? original, string parameters)
    {
        CommandWriter.TryRcpt(output, Mailbox.Parse("bob@dest.test"), false, true, notify, original).ShouldBeTrue();
        Written.ShouldBe($"RCPT TO:<bob@dest.test>{parameters}\r\n");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void An_original_recipient_that_is_too_long_in_ASCII_stands_as_itself_where_SMTPUTF8_is_used(bool smtpUtf8)
    {
        string address = new string('\u6f22', 100) + "@dest.test";
        CommandWriter.TryRcpt(output, Mailbox.Parse("bob@dest.test"), smtpUtf8, true, default, "utf-8;" + address).ShouldBeTrue();
        Written.ShouldBe("RCPT TO:<bob@dest.test>" + (smtpUtf8 ? " ORCPT=utf-8;" + address : "") + "\r\n");
    }

    [Fact]
    public void An_original_recipient_past_its_limit_is_left_out()
    {
        CommandWriter.TryRcpt(output, Mailbox.Parse("bob@dest.test"), false, true, default, "rfc822;" + new string('x', 600)).ShouldBeTrue();
        Written.ShouldBe("RCPT TO:<bob@dest.test>\r\n");
    }

    [Theory]
    [InlineData("a\r\nRSET")]
    [InlineData("a b")]
    [InlineData("a\0b")]
    [InlineData("a\tb")]
    [InlineData("grün")]
    public void A_word_cannot_end_a_line_or_begin_another(string word)
    {
        CommandWriter.TryEhlo(output, word).ShouldBeFalse();
        CommandWriter.TryAuthResponse(output, word).ShouldBeFalse();
        CommandWriter.TryAuth(output, "PLAIN", word).ShouldBeFalse();
        output.WrittenCount.ShouldBe(0);
    }

    [Theory]
    [InlineData("a>b", "dest.test")]
    [InlineData("a b", "dest.test")]
    [InlineData("a\r\nb", "dest.test")]
    [InlineData("\"a\"b\"", "dest.test")]
    [InlineData("\"a\\\"", "dest.test")]
    [InlineData("\"a\nb\"", "dest.test")]
    [InlineData("", "dest.test")]
    [InlineData("a", "")]
    [InlineData("a", "dest.test>")]
    [InlineData("a", "dest test")]
    [InlineData("a", "dest.test\r\n")]
    public void A_path_is_checked_at_the_writer_whatever_the_parser_said(string localPart, string domain)
    {
        var line = new CommandBuilder(new byte[500]);
        line.AddPath(localPart, domain, allowUtf8: true);
        line.IsGood.ShouldBeFalse();
    }

    [Fact]
    public void Bdat_says_its_octets()
    {
        CommandWriter.Bdat(output, 86, last: false);
        CommandWriter.Bdat(output, 0, last: true);
        Written.ShouldBe("BDAT 86\r\nBDAT 0 LAST\r\n");
    }

    private string Written => Encoding.UTF8.GetString(output.WrittenSpan);
}
