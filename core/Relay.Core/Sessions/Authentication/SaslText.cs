using System.Globalization;
using System.Text;

namespace Relay.Core.Sessions.Authentication;

/// <summary>Prepares user names and passwords for comparison and hashing.</summary>
/// <remarks>
/// A part of SASLprep (RFC 4013): characters of its table B.1 that commonly appear are dropped, other kinds of space become a space, control and
/// private-use characters are refused. Compatibility normalization (NFKC) is left out, because the relay runs without globalization data: a name or password
/// beyond ASCII has to be sent in the form in which it was entered with <c>relay user add</c>. ASCII is not changed at all.
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
        var prepared = new StringBuilder(text.Length);
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (rune.Value is 0xAD or 0x200B or 0x2060 or 0xFEFF or (>= 0xFE00 and <= 0xFE0F))
                continue;
            switch (Rune.GetUnicodeCategory(rune))
            {
                case UnicodeCategory.SpaceSeparator:
                    prepared.Append(' ');
                    break;
                case UnicodeCategory.Control or UnicodeCategory.PrivateUse or UnicodeCategory.Surrogate or UnicodeCategory.LineSeparator
                    or UnicodeCategory.ParagraphSeparator:
                    return null;
                default:
                    prepared.Append(rune.ToString());
                    break;
            }
        }

        return prepared.Length is 0 or > MaxOctets ? null : prepared.ToString();
    }
}
