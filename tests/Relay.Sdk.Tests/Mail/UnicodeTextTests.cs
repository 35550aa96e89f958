using FsCheck;
using FsCheck.Fluent;
using Relay.Sdk.Mail;

namespace Relay.Sdk.Tests.Mail;

public sealed class UnicodeTextTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("plain", "plain")]
    [InlineData("caf\u00e9", "caf\u00e9")]
    [InlineData("cafe\u0301", "caf\u00e9")]
    [InlineData("\u212b", "\u00c5")] // the ångström sign
    [InlineData("a\u0301\u0327", "\u00e1\u0327")] // ordered by class, then composed over the gap
    [InlineData("a\u0327\u0301", "\u00e1\u0327")]
    [InlineData("q\u0307\u0323", "q\u0323\u0307")]
    [InlineData("\u1e0b\u0323", "\u1e0d\u0307")]
    [InlineData("\u0344", "\u0308\u0301")]
    [InlineData("\u0958", "\u0915\u093c")] // never composed again
    [InlineData("\u1112\u1161\u11ab", "\ud55c")] // Hangul
    [InlineData("\ud558\u11ab", "\ud55c")]
    [InlineData("\u1112\u1161\u0301\u11ab", "\ud558\u0301\u11ab")]
    [InlineData("\u0301e", "\u0301e")]
    [InlineData("\ufb01", "\ufb01")]
    [InlineData("\ud834\udd5e", "\ud834\udd57\ud834\udd65")] // a note of music
    public void Form_C_composes(string text, string composed) => UnicodeText.Compose(text).ShouldBe(composed);

    [Theory]
    [InlineData("m\u00b2-\u00b5\u00bc\u00b4", "m2-\u03bc1\u20444 \u0301")]
    [InlineData("\ufb01le", "file")]
    [InlineData("\uff32elay", "Relay")]
    [InlineData("\u1e9b\u0323", "\u1e69")]
    [InlineData("\u2168", "IX")]
    [InlineData("\u00aa", "a")]
    [InlineData("\ufdfa", "\u0635\u0644\u0649 \u0627\u0644\u0644\u0647 \u0639\u0644\u064a\u0647 \u0648\u0633\u0644\u0645")]
    public void Form_KC_replaces_compatibility_characters_too(string text, string composed) => UnicodeText.ComposeCompatible(text).ShouldBe(composed);

    [Fact]
    public void A_lone_surrogate_is_refused() => Should.Throw<ArgumentException>(() => UnicodeText.Compose("\ud800x\u0301"));

    [Fact]
    public void What_is_composed_stays_as_it_is() => Prop.ForAll<string?>(text =>
    {
        string given = (text ?? "").Replace("\0", "", StringComparison.Ordinal);
        if (given.Any(char.IsSurrogate))
            return true;
        string once = UnicodeText.Compose(given), compatible = UnicodeText.ComposeCompatible(given);
        return UnicodeText.Compose(once) == once && UnicodeText.ComposeCompatible(compatible) == compatible;
    }).QuickCheckThrowOnFailure();
}
