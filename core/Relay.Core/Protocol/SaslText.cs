using System.Globalization;
using System.Text;
using Relay.Sdk.Mail;

namespace Relay.Core.Protocol;

/// <summary>Prepares user names and passwords for comparison and hashing: SASLprep (RFC 4013).</summary>
/// <remarks>
/// Characters of table B.1 (RFC 3454) are dropped, spaces of all kinds become a space, form KC of Unicode follows, and characters of tables C.2 to
/// C.9 are refused. The rule for the direction of writing (RFC 3454 §6) is not applied, and characters newer than RFC 3454 are taken. ASCII is not
/// changed at all.
/// </remarks>
internal static class SaslText
{
    private const int MaxOctets = 1024;
    private static readonly UTF8Encoding Strict = new(false, true);

    /// <summary>Reads UTF-8 and prepares it; null when it is not UTF-8, empty, too long or holds characters that are not allowed.</summary>
    public static string? Prepare(ReadOnlySpan<byte> octets)
    {
        if (octets.Length is 0 or > MaxOctets)
            return null;
        try
        {
            return Prepare(Strict.GetString(octets));
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    /// <summary>Prepares a text; null when nothing is left or it holds characters that are not allowed.</summary>
    public static string? Prepare(string text)
    {
        var mapped = new StringBuilder(text.Length);
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (IsMappedToNothing(rune.Value))
                continue;
            mapped.Append(Rune.GetUnicodeCategory(rune) == UnicodeCategory.SpaceSeparator ? " " : rune.ToString());
        }

        string prepared = UnicodeText.ComposeCompatible(mapped.ToString());
        foreach (Rune rune in prepared.EnumerateRunes())
        {
            if (IsProhibited(rune))
                return null;
        }

        return prepared.Length is 0 or > MaxOctets ? null : prepared;
    }

    // RFC 3454 table B.1.
    private static bool IsMappedToNothing(int code) =>
        code is 0xAD or 0x34F or 0x1806 or (>= 0x180B and <= 0x180D) or (>= 0x200B and <= 0x200D) or 0x2060 or (>= 0xFE00 and <= 0xFE0F) or 0xFEFF;

    // RFC 3454 tables C.2 to C.9; a replacement character also stands for a lone surrogate.
    private static bool IsProhibited(Rune rune)
    {
        int code = rune.Value;
        if (code is (>= 0x2FF0 and <= 0x2FFB) or 0x340 or 0x341 or (>= 0xFFF9 and <= 0xFFFD) || (code & 0xFFFE) == 0xFFFE
            || code is >= 0xFDD0 and <= 0xFDEF)
            return true;
        return Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.PrivateUse or UnicodeCategory.LineSeparator
            or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Format;
    }
}
