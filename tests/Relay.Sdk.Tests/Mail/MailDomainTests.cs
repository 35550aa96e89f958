using System.Net;
using FsCheck;
using FsCheck.Fluent;
using Relay.Sdk.Mail;

namespace Relay.Sdk.Tests.Mail;

public sealed class MailDomainTests
{
    [Theory]
    [InlineData("dest.example", "dest.example")]
    [InlineData("DEST.Example", "dest.example")]
    [InlineData("localhost", "localhost")]
    [InlineData("3com.example", "3com.example")] // RFC 1123 §2.1: a digit may come first
    [InlineData("a-b.example", "a-b.example")]
    [InlineData("_srv.dest.example", "_srv.dest.example")]
    [InlineData("bücher.example", "xn--bcher-kva.example")]
    [InlineData("BÜCHER.example", "xn--bcher-kva.example")]
    [InlineData("xn--bcher-kva.example", "xn--bcher-kva.example")]
    [InlineData("[192.0.2.1]", "[192.0.2.1]")]
    [InlineData("[IPv6:2001:DB8::1]", "[IPv6:2001:db8::1]")]
    [InlineData("[ipv6:2001:db8:0:0:0:0:0:1]", "[IPv6:2001:db8::1]")]
    [InlineData("[IPv6:::ffff:192.0.2.1]", "[IPv6:::ffff:192.0.2.1]")]
    public void Domain_has_one_canonical_form(string text, string canonical)
    {
        MailDomain.TryParse(text, out MailDomain domain).ShouldBeTrue();
        domain.Value.ShouldBe(canonical);
        domain.ShouldBe(MailDomain.Parse(canonical));
        domain.GetHashCode().ShouldBe(MailDomain.Parse(canonical).GetHashCode());
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData(".dest.example")]
    [InlineData("dest.example.")]
    [InlineData("dest..example")]
    [InlineData("-dest.example")]
    [InlineData("dest-.example")]
    [InlineData("dest.example-")]
    [InlineData("de st.example")]
    [InlineData("dest.example\0")]
    [InlineData("dest.example\r\n")]
    [InlineData("dest/.example")]
    [InlineData("dest\u3002\u3002example")] // ideographic full stops are dots to IDNA
    [InlineData("[192.0.2.1")]
    [InlineData("192.0.2.1]")]
    [InlineData("[]")]
    [InlineData("[192.0.2]")]
    [InlineData("[192.0.2.256]")]
    [InlineData("[192.0.2.1.5]")]
    [InlineData("[0x7f.0.0.1]")] // RFC 5321 §4.1.3: decimal only
    [InlineData("[010.0.0.1]")]
    [InlineData("[127.1]")]
    [InlineData("[2001:db8::1]")]
    [InlineData("[IPv6:192.0.2.1]")]
    [InlineData("[IPv6:fe80::1%eth0]")]
    [InlineData("[IPv6:[2001:db8::1]]")]
    [InlineData("[IPv6:2001:db8::1]:25")]
    [InlineData("[Tag:content]")]
    public void Text_that_is_no_domain_is_refused(string text)
    {
        MailDomain.TryParse(text, out MailDomain domain).ShouldBeFalse();
        domain.Value.ShouldBe("");
        Should.Throw<FormatException>(() => MailDomain.Parse(text));
    }

    [Fact]
    public void Lone_surrogate_is_refused() => MailDomain.TryParse("\ud800.example", out _).ShouldBeFalse();

    [Fact]
    public void Labels_have_at_most_63_octets_and_domains_255()
    {
        MailDomain.TryParse($"{new string('a', 63)}.example", out _).ShouldBeTrue();
        MailDomain.TryParse($"{new string('a', 64)}.example", out _).ShouldBeFalse();
        MailDomain.TryParse(string.Join('.', Enumerable.Repeat(new string('a', 63), 4)), out _).ShouldBeTrue();
        MailDomain.TryParse(string.Join('.', Enumerable.Repeat(new string('a', 63), 4)) + ".b", out _).ShouldBeFalse();
    }

    [Fact]
    public void Address_is_given_for_literals_alone()
    {
        MailDomain.Parse("[192.0.2.1]").TryGetAddress(out IPAddress? four).ShouldBeTrue();
        four.ShouldBe(IPAddress.Parse("192.0.2.1"));
        MailDomain.Parse("[IPv6:2001:db8::1]").TryGetAddress(out IPAddress? six).ShouldBeTrue();
        six.ShouldBe(IPAddress.Parse("2001:db8::1"));
        MailDomain.Parse("dest.example").TryGetAddress(out _).ShouldBeFalse();
        default(MailDomain).TryGetAddress(out _).ShouldBeFalse();
    }

    [Fact]
    public void Whatever_is_taken_is_ascii_and_read_back_the_same() => Prop.ForAll<string?>(text =>
        !MailDomain.TryParse(text, out MailDomain domain)
        || (System.Text.Ascii.IsValid(domain.Value) && MailDomain.TryParse(domain.Value, out MailDomain again) && again == domain))
        .QuickCheckThrowOnFailure();
}
