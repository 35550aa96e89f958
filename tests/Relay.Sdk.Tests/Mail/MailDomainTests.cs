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
    [InlineData("cafe\u0301.example", "xn--caf-dma.example")] // RFC 5891 §5.2: form C
    [InlineData("CAFE\u0301.example", "xn--caf-dma.example")]
    [InlineData("stra\u00dfe.example", "xn--strae-oqa.example")] // RFC 5892 §2.6: a letter of its own
    [InlineData("\u4f8b\u3048\u3002\u30c6\u30b9\u30c8", "xn--r8jz45g.xn--zckzah")]
    [InlineData("\u0646\u0627\u0645\u0647\u200c\u0627\u06cc.example", "xn--mgba3gch31f060k.example")] // RFC 5892 appendix A.1
    [InlineData("\u0915\u094d\u200d.example", "xn--11b6iy14e.example")]
    [InlineData("col\u00b7lecci\u00f3.example", "xn--collecci-ioa91d.example")]
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
    [InlineData("de\u200bst.example")] // invisible (RFC 5892)
    [InlineData("de\u200dst.example")]
    [InlineData("de\u200cst.example")]
    [InlineData("de\u00adst.example")]
    [InlineData("de\u2060st.example")]
    [InlineData("\ufeffdest.example")]
    [InlineData("de\u034fst.example")]
    [InlineData("de\u202est.example")]
    [InlineData("dest\u2024example.test")] // looks like a dot
    [InlineData("dest\u2044path.example")]
    [InlineData("\u2665.example")]
    [InlineData("\uff44est.example")] // full width: a mistake, or made to look like another domain
    [InlineData("\u0301dest.example")] // begins with a combining mark
    [InlineData("b\u00fc--cher.example")]
    [InlineData("a\u00b7b.example")]
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
