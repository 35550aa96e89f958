using System.Globalization;
using System.Text;

namespace Relay.Sdk.Mail;

/// <summary>Turns a domain of U-labels into A-labels: lower case, form C, and only characters that a domain may have (RFC 5891 §5, RFC
/// 5892).</summary>
/// <remarks>Of the rules for characters that depend on their neighbours (RFC 5892 appendix A) those for joiners (for Arabic letters without their
/// joining types) and the middle dot are checked; those for direction (RFC 5893) are not.</remarks>
internal static class DomainLabels
{
    private const int Virama = 9;
    private const int MiddleDot = 0xB7;

    // The table of characters is RFC 5892's; the mapping makes nothing but Punycode (RFC 3492) of it.
    private static readonly IdnMapping Idn = new() { AllowUnassigned = true, UseStd3AsciiRules = false };

    /// <summary>Gives the domain in A-labels; null when it is not a domain.</summary>
    public static string? ToAscii(ReadOnlySpan<char> text)
    {
        try
        {
            // The mapping of U-labels does not fold case where the host runs without globalization data.
            string domain = UnicodeText.Compose(WithPlainDots(text).ToLowerInvariant());
            if (UnicodeText.ComposeCompatible(domain) != domain)
                return null;
            foreach (string label in domain.Split('.'))
            {
                if (!Ascii.IsValid(label) && !IsLabel(label))
                    return null;
            }

            return Idn.GetAscii(domain);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    // RFC 3490 §3.1: the full stops of East Asian keyboards part labels too.
    private static string WithPlainDots(ReadOnlySpan<char> text) =>
        text.ToString().Replace('\u3002', '.').Replace('\uff0e', '.').Replace('\uff61', '.');

    private static bool IsLabel(string label)
    {
        // RFC 5891 §4.2.3.1: this is how A-labels begin.
        if (label.Length > 3 && label[2] == '-' && label[3] == '-')
            return false;
        Rune[] runes = [.. label.EnumerateRunes()];
        if (Rune.GetUnicodeCategory(runes[0]) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark
            or UnicodeCategory.EnclosingMark)
            return false;
        for (int i = 0; i < runes.Length; i++)
        {
            if (!IsAllowed(runes, i))
                return false;
        }

        return true;
    }

    private static bool IsAllowed(Rune[] label, int i)
    {
        int code = label[i].Value;
        switch (code)
        {
            case < 0x80:
                return true;
            case 0x200C or 0x200D when i > 0 && NormalizationTable.Instance.CombiningClass(label[i - 1].Value) == Virama:
                return true;
            case 0x200C:
                return i > 0 && i < label.Length - 1 && IsArabicLetter(label[i - 1]) && IsArabicLetter(label[i + 1]);
            case 0x200D:
                return false;
            case MiddleDot:
                return i > 0 && i < label.Length - 1 && label[i - 1].Value == 'l' && label[i + 1].Value == 'l';
            case 0x0375 or 0x05F3 or 0x05F4 or 0x06FD or 0x06FE or 0x0F0B or 0x3007 or 0x30FB:
                return true;
            case 0x0640 or 0x07FA or 0x302E or 0x302F or (>= 0x3031 and <= 0x3035) or 0x303B or (>= 0x1100 and <= 0x11FF):
                return false;
        }

        return Rune.GetUnicodeCategory(label[i]) is UnicodeCategory.LowercaseLetter or UnicodeCategory.OtherLetter or UnicodeCategory.ModifierLetter
            or UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.DecimalDigitNumber
            && !IsIgnorable(code);
    }

    // Where letters join, the non-joiner changes how a word reads.
    private static bool IsArabicLetter(Rune rune) =>
        rune.Value is >= 0x0620 and <= 0x077F && Rune.GetUnicodeCategory(rune) == UnicodeCategory.OtherLetter;

    // Invisible marks of the letter categories: the combining grapheme joiner, Hangul fillers, vowels of Khmer that are not written, variation
    // selectors.
    private static bool IsIgnorable(int code) =>
        code is 0x034F or 0x115F or 0x1160 or 0x17B4 or 0x17B5 or (>= 0x180B and <= 0x180F) or 0x3164 or (>= 0xFE00 and <= 0xFE0F) or 0xFFA0
            or (>= 0xE0100 and <= 0xE01EF);
}
