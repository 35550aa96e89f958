using System.Text;
using Relay.Core.Protocol.Client;

namespace Relay.Core.Tests.Protocol.Client;

public sealed class HostCapabilitiesTests
{
    [Fact]
    public void Keywords_are_read_without_regard_to_case()
    {
        HostCapabilities host = Parse(
            "mx.test greets", "pipelining", "Size 1000", "8bitmime", "SMTPUTF8", "CHUNKING", "BINARYMIME", "DSN", "EnhancedStatusCodes", "STARTTLS",
            "RequireTLS",
            "AUTH plain LOGIN SCRAM-SHA-256 XOAUTH2", "LIMITS MAILMAX=20 RCPTMAX=50 RCPTDOMAINMAX=1");
        (host.Pipelining && host.EightBitMime && host.SmtpUtf8 && host.Chunking && host.BinaryMime).ShouldBeTrue();
        (host.Dsn && host.EnhancedStatusCodes && host.StartTls && host.RequireTls && host.Size).ShouldBeTrue();
        host.MaxSizeOctets.ShouldBe(1000);
        host.Auth.ShouldBe(AuthMechanisms.Plain | AuthMechanisms.Login | AuthMechanisms.ScramSha256);
        host.MaxRecipients.ShouldBe(50);
        host.MaxMessages.ShouldBe(20);
    }

    [Theory]
    [InlineData("SIZE", null)]
    [InlineData("SIZE 0", null)]
    [InlineData("SIZE lots", null)]
    [InlineData("SIZE 99999999999999999999999", null)]
    [InlineData("SIZE 5", 5L)]
    public void A_size_without_a_good_number_sets_no_limit(string keyword, long? limit)
    {
        HostCapabilities host = Parse("mx.test", keyword);
        host.Size.ShouldBeTrue();
        host.MaxSizeOctets.ShouldBe(limit);
    }

    [Fact]
    public void The_old_form_of_AUTH_is_understood() =>
        Parse("mx.test", "AUTH=LOGIN PLAIN").Auth.ShouldBe(AuthMechanisms.Plain | AuthMechanisms.Login);

    [Fact]
    public void The_greeting_line_is_no_keyword() => Parse("PIPELINING", "DSN").Pipelining.ShouldBeFalse();

    [Fact]
    public void Broken_limits_set_none()
    {
        HostCapabilities host = Parse("mx.test", "LIMITS RCPTMAX=0 MAILMAX=x RCPTMAX MAILMAX=-1");
        host.MaxRecipients.ShouldBeNull();
        host.MaxMessages.ShouldBeNull();
    }

    private static HostCapabilities Parse(params string[] lines)
    {
        string reply = string.Concat(lines.Select((line, i) => $"250{(i < lines.Length - 1 ? '-' : ' ')}{line}\r\n"));
        return HostCapabilities.Parse(new ReplyView(250, Encoding.ASCII.GetBytes(reply)));
    }
}
