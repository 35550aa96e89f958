using Relay.Sdk.Filters;

namespace Relay.Sdk.Tests.Filters;

public sealed class HeaderFieldTests
{
    [Fact]
    public void A_field_keeps_its_octets() =>
        HeaderField.Of("DKIM-Signature", " v=1;\r\n\tb=abc").ToString().ShouldBe("DKIM-Signature: v=1;\r\n\tb=abc");

    [Theory]
    [InlineData("", "x")]
    [InlineData("a b", "x")]
    [InlineData("a:b", "x")]
    [InlineData("ä", "x")]
    [InlineData("A", "x\r\ny")]
    [InlineData("A", "x\ny")]
    [InlineData("A", "x\r\n y\0")]
    [InlineData("A", "x\r\n")]
    [InlineData("A", "x\r\n \r\n y")]
    public void What_would_end_the_field_or_the_section_is_no_field(string name, string value) =>
        Should.Throw<ArgumentException>(() => HeaderField.Of(name, value));

    [Fact]
    public void A_line_has_998_octets_at_the_most()
    {
        HeaderField.Of("A", new string('x', 996)).Value.Length.ShouldBe(996);
        Should.Throw<ArgumentException>(() => HeaderField.Of("A", new string('x', 997)));
        HeaderField.Of("A", $"{new string('x', 900)}\r\n {new string('x', 900)}").Name.ShouldBe("A");
    }

    [Fact]
    public void An_answer_of_a_seal_has_no_null() =>
        Should.Throw<ArgumentException>(() => SealResult.Add(HeaderField.Of("A", "x"), null!));
}
