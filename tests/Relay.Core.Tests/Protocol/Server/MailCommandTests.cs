using System.Text;
using Relay.Core.Protocol.Server;
using Relay.Sdk.Mail;
using Relay.Sdk.Replies;

namespace Relay.Core.Tests.Protocol.Server;

public sealed class MailCommandTests
{
    private const SmtpExtensions All = (SmtpExtensions)~0;

    [Theory]
    [InlineData("FROM:<a@b.example>", "a@b.example")]
    [InlineData("from:<A@B.Example>", "A@b.example")]
    [InlineData("FROM: <a@b.example>", "a@b.example")]
    [InlineData("FROM:<>", "")]
    [InlineData("FROM:<@one.example,@two.example:a@b.example>", "a@b.example")]
    [InlineData("FROM:<@[192.0.2.1],@[IPv6:2001:db8::1]:a@b.example>", "a@b.example")]
    [InlineData("FROM:<\"a b\"@b.example>", "\"a b\"@b.example")]
    [InlineData("FROM:<\"a>b\"@b.example>", "\"a>b\"@b.example")]
    [InlineData("FROM:<\"a\\\"b\"@b.example>", "\"a\\\"b\"@b.example")]
    [InlineData("FROM:<a@[192.0.2.1]>", "a@[192.0.2.1]")]
    [InlineData("FROM:<a@[IPv6:2001:db8::1]>", "a@[IPv6:2001:db8::1]")]
    public void Reverse_paths_of_the_grammar_are_read(string arguments, string path) => Parse(arguments).ReversePath.ToString().ShouldBe(path);

    [Theory]
    [InlineData("", 501)]
    [InlineData("FROM", 501)]
    [InlineData("TO:<a@b.example>", 501)]
    [InlineData("FROM:", 501)]
    [InlineData("FROM:a@b.example", 501)]
    [InlineData("FROM:<a@b.example", 501)]
    [InlineData("FROM:a@b.example>", 501)]
    [InlineData("FROM:<a@b.example>SIZE=1", 501)]
    [InlineData("FROM:<a b@b.example>", 501)]
    [InlineData("FROM:<a>", 501)]
    [InlineData("FROM:<postmaster>", 501)]
    [InlineData("FROM:<@b.example>", 501)]
    [InlineData("FROM:<@one.example:>", 501)]
    [InlineData("FROM:<@one.example,:a@b.example>", 501)]
    [InlineData("FROM:<@one.example,two.example:a@b.example>", 501)]
    [InlineData("FROM:<<a@b.example>>", 501)]
    [InlineData("FROM:<.a@b.example>", 501)]
    [InlineData("FROM:<a..b@b.example>", 501)]
    [InlineData("FROM:<\"a@b.example>", 501)]
    [InlineData("FROM:<a@b.example>  SIZE=1", 501)]
    [InlineData("FROM:<a@b.example> SIZE", 501)]
    [InlineData("FROM:<a@b.example> SIZE=", 501)]
    [InlineData("FROM:<a@b.example> SIZE=-1", 501)]
    [InlineData("FROM:<a@b.example> SIZE=1x", 501)]
    [InlineData("FROM:<a@b.example> SIZE=123456789012345678901", 501)]
    [InlineData("FROM:<a@b.example> SIZE=1 size=1", 501)]
    [InlineData("FROM:<a@b.example> BODY=9BIT", 501)]
    [InlineData("FROM:<a@b.example> BODY=7BIT BODY=7BIT", 501)]
    [InlineData("FROM:<a@b.example> SMTPUTF8=1", 501)]
    [InlineData("FROM:<a@b.example> RET=SOME", 501)]
    [InlineData("FROM:<a@b.example> ENVID=a+0", 501)]
    [InlineData("FROM:<a@b.example> ENVID=a+0D+0Ab", 501)]
    [InlineData("FROM:<a@b.example> ENVID=a ENVID=b", 501)]
    [InlineData("FROM:<a@b.example> REQUIRETLS=1", 501)]
    [InlineData("FROM:<a@b.example> AUTH=nobody", 501)]
    [InlineData("FROM:<a@b.example> FUTURE=1", 555)]
    [InlineData("FROM:<a@b.example> NOTIFY=NEVER", 555)]
    [InlineData("FROM:<a@b.example> =1", 501)]
    [InlineData("FROM:<a@b.example> -X", 501)]
    [InlineData("FROM:<a@b.example> SIZE=1=1", 501)]
    public void What_is_not_of_the_grammar_is_refused(string arguments, int code) => Refuse(arguments).ShouldBe(code);

    [Fact]
    public void Parameters_are_read()
    {
        MailCommand mail = Parse("FROM:<a@b.example> size=12345 body=8bitmime ret=hdrs envid=QQ+2B+3D+20x AUTH=a+40b.example REQUIRETLS SMTPUTF8");
        mail.SizeOctets.ShouldBe(12345);
        mail.Body.ShouldBe(BodyType.EightBitMime);
        mail.Return.ShouldBe(DsnReturn.Headers);
        mail.EnvelopeId.ShouldBe("QQ+= x");
        mail.RequireTls.ShouldBeTrue();
        mail.SmtpUtf8.ShouldBeTrue();
    }

    [Fact]
    public void A_size_beyond_all_counting_is_the_largest() => Parse("FROM:<> SIZE=99999999999999999999").SizeOctets.ShouldBe(long.MaxValue);

    [Theory]
    [InlineData("SIZE=1", SmtpExtensions.Size)]
    [InlineData("BODY=8BITMIME", SmtpExtensions.EightBitMime)]
    [InlineData("BODY=BINARYMIME", SmtpExtensions.BinaryMime)]
    [InlineData("SMTPUTF8", SmtpExtensions.SmtpUtf8)]
    [InlineData("RET=FULL", SmtpExtensions.Dsn)]
    [InlineData("ENVID=x", SmtpExtensions.Dsn)]
    [InlineData("AUTH=<>", SmtpExtensions.Auth)]
    [InlineData("REQUIRETLS", SmtpExtensions.RequireTls)]
    public void A_parameter_that_is_not_offered_is_refused_with_555(string parameter, SmtpExtensions extension)
    {
        Refuse($"FROM:<a@b.example> {parameter}", All & ~extension).ShouldBe(555);
        Parse($"FROM:<a@b.example> {parameter}").ShouldNotBeNull();
    }

    [Fact]
    public void A_mailbox_beyond_ASCII_needs_SMTPUTF8()
    {
        Refuse("FROM:<jörg@bücher.example>").ShouldBe(553);
        Refuse("FROM:<a@bücher.example>").ShouldBe(553);
        Parse("FROM:<jörg@bücher.example> SMTPUTF8").ReversePath.ToString().ShouldBe("jörg@xn--bcher-kva.example");
    }

    [Theory]
    [InlineData(new byte[] { (byte)'<', 0xc3, (byte)'@', (byte)'b', (byte)'>' })]
    [InlineData(new byte[] { (byte)'<', 0xc0, 0x80, (byte)'@', (byte)'b', (byte)'>' })]
    [InlineData(new byte[] { (byte)'<', 0xed, 0xa0, 0x80, (byte)'@', (byte)'b', (byte)'>' })]
    [InlineData(new byte[] { (byte)'<', 0xc2, 0x85, (byte)'@', (byte)'b', (byte)'>' })]
    public void Bad_UTF8_is_refused(byte[] path)
    {
        byte[] arguments = [.. "FROM:"u8, .. path, .. " SMTPUTF8"u8];
        MailCommand.TryParse(arguments, new CommandRules(All, MailDomain.Parse("mx.example")), out _, out SmtpReply? refusal).ShouldBeFalse();
        refusal!.Code.ShouldBe(501);
    }

    private static MailCommand Parse(string arguments)
    {
        MailCommand.TryParse(Encoding.UTF8.GetBytes(arguments), new CommandRules(All, MailDomain.Parse("mx.example")), out MailCommand? mail,
            out SmtpReply? refusal)
            .ShouldBeTrue(refusal?.ToString());
        return mail!;
    }

    private static int Refuse(string arguments, SmtpExtensions offered = All)
    {
        MailCommand.TryParse(Encoding.UTF8.GetBytes(arguments), new CommandRules(offered, MailDomain.Parse("mx.example")), out _,
            out SmtpReply? refusal).ShouldBeFalse();
        return refusal!.Code;
    }
}
