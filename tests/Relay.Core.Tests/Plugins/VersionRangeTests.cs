using Relay.Core.Plugins;

namespace Relay.Core.Tests.Plugins;

public sealed class VersionRangeTests
{
    [Theory]
    [InlineData("[1.2.0, 2.0.0-0)", "1.2.0", true)]
    [InlineData("[1.2.0, 2.0.0-0)", "1.1.9", false)]
    [InlineData("[1.2.0, 2.0.0-0)", "1.99.0", true)]
    [InlineData("[1.2.0, 2.0.0-0)", "2.0.0-beta", false)]
    [InlineData("[1.2.0, 2.0.0)", "2.0.0-beta", true)]
    [InlineData("(1.2.0, 2.0.0]", "1.2.0", false)]
    [InlineData("(1.2.0, 2.0.0]", "2.0.0", true)]
    [InlineData("[1.2.3]", "1.2.3", true)]
    [InlineData("[1.2.3]", "1.2.4", false)]
    [InlineData("1.2", "1.2.0", true)]
    [InlineData("1.2", "9.0.0", true)]
    [InlineData("(, 2.0.0)", "0.1.0", true)]
    [InlineData("[1.0.0, )", "1.0.0-rc.1", false)]
    [InlineData("[1.0.0, )", "1.0.0+build.5", true)]
    public void Version_is_in_or_out(string range, string version, bool expected)
    {
        VersionRange.TryParse(range, out VersionRange? parsed).ShouldBeTrue();
        SemanticVersion.TryParse(version, out SemanticVersion? candidate).ShouldBeTrue();

        parsed.Contains(candidate).ShouldBe(expected);
    }

    [Theory]
    [InlineData("")]
    [InlineData("1.*")]
    [InlineData("[1.0")]
    [InlineData("[1.0,2.0,3.0]")]
    [InlineData("(1.2.3)")]
    [InlineData("[]")]
    [InlineData("latest")]
    public void Text_that_is_no_range_is_refused(string text) => VersionRange.TryParse(text, out _).ShouldBeFalse();

    [Fact]
    public void Versions_sort_as_semver_says()
    {
        // The example of semver.org §11.
        string[] sorted = ["1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.beta", "1.0.0-beta", "1.0.0-beta.2", "1.0.0-beta.11", "1.0.0-rc.1", "1.0.0",
            "1.0.1", "1.1.0", "2.0.0"];

        sorted.Reverse().Select(Parse).Order().Select(version => version.ToString()).ShouldBe(sorted);

        static SemanticVersion Parse(string text) =>
            SemanticVersion.TryParse(text, out SemanticVersion? version) ? version : throw new FormatException(text);
    }

    [Theory]
    [InlineData("CapRecipients", "cap-recipients")]
    [InlineData("HTTPLookup", "http-lookup")]
    [InlineData("Relay2Mail", "relay2-mail")]
    [InlineData("DNSBL", "dnsbl")]
    [InlineData("Generic`1", "generic")]
    public void Class_names_become_lower_case_words(string name, string words) => KebabCase.Of(name).ShouldBe(words);
}
