using System.Text;
using Relay.Core.Protocol.Server;

namespace Relay.Core.Tests.Protocol.Server;

public sealed class CommandTests
{
    [Theory]
    [InlineData("EHLO x", CommandVerb.Ehlo, "x")]
    [InlineData("eHlO x y", CommandVerb.Ehlo, "x y")]
    [InlineData("QUIT", CommandVerb.Quit, "")]
    [InlineData("QUIT  \t", CommandVerb.Quit, "")]
    [InlineData("StartTLS", CommandVerb.StartTls, "")]
    [InlineData("MAIL FROM:<>", CommandVerb.Mail, "FROM:<>")]
    [InlineData("MAIL", CommandVerb.Mail, "")]
    [InlineData("MAILFROM:<>", CommandVerb.Unknown, "")]
    [InlineData(" NOOP", CommandVerb.Unknown, "NOOP")]
    [InlineData("", CommandVerb.Unknown, "")]
    [InlineData("GET / HTTP/1.1", CommandVerb.Unknown, "/ HTTP/1.1")]
    [InlineData("BDAT 5 LAST", CommandVerb.Bdat, "5 LAST")]
    [InlineData("HELP", CommandVerb.Help, "")]
    [InlineData("DATA", CommandVerb.Data, "")]
    [InlineData("rset", CommandVerb.Rset, "")]
    [InlineData("vrfy a", CommandVerb.Vrfy, "a")]
    [InlineData("expn a", CommandVerb.Expn, "a")]
    [InlineData("AUTH PLAIN", CommandVerb.Auth, "PLAIN")]
    [InlineData("RCPT TO:<a@b>", CommandVerb.Rcpt, "TO:<a@b>")]
    [InlineData("HELO a", CommandVerb.Helo, "a")]
    [InlineData("NOOP", CommandVerb.Noop, "")]
    public void A_line_is_parted_into_verb_and_arguments(string line, CommandVerb verb, string arguments)
    {
        CommandLine.TryParse(Encoding.UTF8.GetBytes(line), out CommandLine command).ShouldBeTrue();
        command.Verb.ShouldBe(verb);
        Encoding.UTF8.GetString(command.Arguments).ShouldBe(arguments);
    }

    [Theory]
    [InlineData("NOOP a\0b")]
    [InlineData("NOOP a\tb")]
    [InlineData("NOOP a\x1b[0m")]
    [InlineData("NOOP \x7f")]
    public void A_line_with_control_characters_is_no_command(string line) =>
        CommandLine.TryParse(Encoding.UTF8.GetBytes(line), out _).ShouldBeFalse();

    [Theory]
    [InlineData("client.example", "client.example")]
    [InlineData("localhost", "localhost")]
    [InlineData("my_pc", "my_pc")]
    [InlineData("client.example.", "client.example.")]
    [InlineData("[127.0.0.1]", "[127.0.0.1]")]
    [InlineData("[IPv6:::1]", "[IPv6:::1]")]
    [InlineData("[::1]", "[::1]")]
    [InlineData("  client.example ", "client.example")]
    [InlineData("", null)]
    [InlineData("a b", null)]
    [InlineData("[a]", null)]
    [InlineData("[127.0.0.1", null)]
    [InlineData("[fe80::1%eth0]", null)]
    [InlineData("a(b", null)]
    [InlineData("bücher.example", "xn--bcher-kva.example")]
    [InlineData("de\u200bst.example", null)]
    [InlineData("bücher example", null)]
    [InlineData("<a>", null)]
    public void The_name_of_EHLO_is_a_domain_or_an_address(string arguments, string? name)
    {
        HeloCommand.TryParse(Encoding.UTF8.GetBytes(arguments), out string read).ShouldBe(name is not null);
        read.ShouldBe(name ?? "");
    }

    [Theory]
    [InlineData("0", 0L, false)]
    [InlineData("12", 12L, false)]
    [InlineData("12 LAST", 12L, true)]
    [InlineData("0  last", 0L, true)]
    [InlineData("9223372036854775807", long.MaxValue, false)]
    public void BDAT_is_read(string arguments, long octets, bool last)
    {
        BdatCommand.TryParse(Encoding.UTF8.GetBytes(arguments), out BdatCommand command).ShouldBeTrue();
        command.ShouldBe(new BdatCommand(octets, last));
    }

    [Theory]
    [InlineData("")]
    [InlineData("LAST")]
    [InlineData("-1")]
    [InlineData("+1")]
    [InlineData("1.5")]
    [InlineData("0x10")]
    [InlineData("9223372036854775808")]
    [InlineData("99999999999999999999999")]
    [InlineData("10 FIRST")]
    [InlineData("10 LAST LAST")]
    [InlineData("1 0")]
    public void A_chunk_of_unknown_size_is_refused(string arguments) =>
        BdatCommand.TryParse(Encoding.UTF8.GetBytes(arguments), out _).ShouldBeFalse();

    [Theory]
    [InlineData("plain", "PLAIN", null)]
    [InlineData("SCRAM-SHA-256 biws", "SCRAM-SHA-256", "biws")]
    [InlineData("LOGIN =", "LOGIN", "=")]
    public void AUTH_is_read(string arguments, string mechanism, string? response)
    {
        AuthCommand.TryParse(Encoding.UTF8.GetBytes(arguments), out AuthCommand? command).ShouldBeTrue();
        command.ShouldBe(new AuthCommand(mechanism, response));
        command!.ToString().ShouldBe(mechanism);
    }

    [Theory]
    [InlineData("")]
    [InlineData("PL/AIN")]
    [InlineData("PLAIN a b")]
    [InlineData("AVERYLONGNAMEOFAMECHANISM")]
    public void What_is_no_AUTH_is_refused(string arguments) => AuthCommand.TryParse(Encoding.UTF8.GetBytes(arguments), out _).ShouldBeFalse();
}
