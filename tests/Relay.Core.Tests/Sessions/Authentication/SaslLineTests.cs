using System.Text;
using Relay.Core.Sessions.Authentication;

namespace Relay.Core.Tests.Sessions.Authentication;

public sealed class SaslLineTests
{
    [Theory]
    [InlineData("AGFsaWNlAHg=", false, SaslLineKind.Response, "\0alice\0x")]
    [InlineData("", false, SaslLineKind.Response, "")]
    [InlineData("=", true, SaslLineKind.Response, "")]
    [InlineData("=", false, SaslLineKind.Malformed, "")]
    [InlineData("", true, SaslLineKind.Malformed, "")]
    [InlineData("*", false, SaslLineKind.Cancelled, "")]
    [InlineData("*", true, SaslLineKind.Malformed, "")]
    [InlineData("**", false, SaslLineKind.Malformed, "")]
    [InlineData("AGFsa WNlAHg=", false, SaslLineKind.Malformed, "")]
    [InlineData("AGFsaWNlAHg", false, SaslLineKind.Malformed, "")]
    [InlineData("AGFsaWNlAHg=AGFs", false, SaslLineKind.Malformed, "")]
    [InlineData("AGF%aWNlAHg=", false, SaslLineKind.Malformed, "")]
    public void Line_is_a_response_a_cancellation_or_neither(string line, bool initial, SaslLineKind kind, string response)
    {
        SaslLine.Read(Encoding.ASCII.GetBytes(line), initial, out byte[] octets).ShouldBe(kind);
        Encoding.UTF8.GetString(octets).ShouldBe(response);
    }

    [Fact]
    public void Line_is_bounded()
    {
        SaslLine.Read(Encoding.ASCII.GetBytes(new string('A', SaslLine.MaxOctets)), false, out _).ShouldBe(SaslLineKind.Response);
        SaslLine.Read(Encoding.ASCII.GetBytes(new string('A', SaslLine.MaxOctets + 4)), false, out _).ShouldBe(SaslLineKind.Malformed);
    }
}
