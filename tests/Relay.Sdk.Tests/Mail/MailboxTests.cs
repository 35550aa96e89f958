using FsCheck;
using FsCheck.Fluent;
using Relay.Sdk.Mail;

namespace Relay.Sdk.Tests.Mail;

public sealed class MailboxTests
{
    [Theory]
    [InlineData("Smith@bar.com")] // RFC 5321 appendix D
    [InlineData("userx@y.foo.org")]
    [InlineData("first.last@sender.example")]
    [InlineData("user+tag@sender.example")]
    [InlineData("!#$%&'*+-/=?^_`{|}~@sender.example")] // all of atext, RFC 5322 §3.2.3
    [InlineData("\"first last\"@sender.example")]
    [InlineData("\"a@b\"@sender.example")]
    [InlineData("\"a\\\"b\\\\c\"@sender.example")]
    [InlineData("\"\"@sender.example")]
    [InlineData("alice@[192.0.2.1]")]
    [InlineData("alice@[IPv6:2001:db8::1]")]
    [InlineData("postmaster@localhost")]
    [InlineData("δοκιμή@sender.example")] // RFC 6531 §3.3
    [InlineData("1@2.example")]
    public void Mailbox_of_the_rfc_is_taken_as_it_stands(string text)
    {
        Mailbox.TryParse(text, out Mailbox? mailbox).ShouldBeTrue();
        mailbox.ToString().ShouldBe(text);
    }

    [Theory]
    [InlineData("")]
    [InlineData("alice")]
    [InlineData("alice@")]
    [InlineData("@sender.example")]
    [InlineData(".alice@sender.example")]
    [InlineData("alice.@sender.example")]
    [InlineData("al..ice@sender.example")]
    [InlineData("al ice@sender.example")]
    [InlineData("alice@sender example")]
    [InlineData("alice@@sender.example")]
    [InlineData("a@b@sender.example")]
    [InlineData("<alice@sender.example>")]
    [InlineData("alice@sender.example.")]
    [InlineData("\"alice@sender.example")]
    [InlineData("\"alice\"x@sender.example")]
    [InlineData("\"al\"ice\"@sender.example")]
    [InlineData("\"alice\\\"@sender.example")]
    [InlineData("alice(comment)@sender.example")]
    [InlineData("@relay.example:alice@sender.example")]
    [InlineData("alice@sender.example\r\n")]
    [InlineData("alice\r\nRCPT TO:<x>@sender.example")]
    [InlineData("\"a\r\nb\"@sender.example")]
    [InlineData("\"a\0b\"@sender.example")]
    [InlineData("al\0ice@sender.example")]
    [InlineData("al\u0085ice@sender.example")]
    public void Text_that_is_no_mailbox_is_refused(string text)
    {
        Mailbox.TryParse(text, out Mailbox? mailbox).ShouldBeFalse();
        mailbox.ShouldBeNull();
        Should.Throw<FormatException>(() => Mailbox.Parse(text));
    }

    // Not as theory data: attributes cannot hold a lone surrogate.
    [Fact]
    public void Lone_surrogate_cannot_be_written_as_utf8_and_is_refused()
    {
        Mailbox.TryParse("al\ud800ice@sender.example", out _).ShouldBeFalse();
        Mailbox.TryParse("\"al\udc00ice\"@sender.example", out _).ShouldBeFalse();
    }

    [Theory]
    [InlineData(64, true)] // RFC 5321 §4.5.3.1.1: everybody must take so many
    [InlineData(256, true)] // §4.5.3.1.3: a path has no more
    [InlineData(257, false)]
    public void Local_part_is_bounded_by_a_path_and_not_by_what_everybody_must_take(int length, bool taken)
    {
        Mailbox.TryParse($"{new string('a', length)}@sender.example", out _).ShouldBe(taken);
        Mailbox.TryParse($"{new string('é', length / 2)}{new string('a', length % 2)}@sender.example", out _).ShouldBe(taken);
    }

    [Fact]
    public void Domains_compare_without_case_and_local_parts_exactly()
    {
        Mailbox.Parse("alice@SENDER.example").ShouldBe(Mailbox.Parse("alice@sender.EXAMPLE"));
        Mailbox.Parse("Alice@sender.example").ShouldNotBe(Mailbox.Parse("alice@sender.example"));
    }

    [Fact]
    public void Only_local_parts_beyond_ascii_need_smtputf8()
    {
        Mailbox.Parse("δοκιμή@sender.example").NeedsSmtpUtf8.ShouldBeTrue();
        Mailbox.Parse("alice@δοκιμή.example").NeedsSmtpUtf8.ShouldBeFalse();
    }

    [Fact]
    public void Whatever_is_taken_can_stand_in_a_command_and_is_read_back_the_same() => Prop.ForAll<string?>(text =>
    {
        if (!Mailbox.TryParse(text, out Mailbox? mailbox))
            return true;
        string written = mailbox.ToString();
        return !written.AsSpan().ContainsAny('\r', '\n', '\0') && Mailbox.TryParse(written, out Mailbox? again) && again == mailbox;
    }).QuickCheckThrowOnFailure();
}
