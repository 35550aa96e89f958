using System.Globalization;
using System.Text;

namespace Relay.Core.Protocol;

/// <summary>The encoding of <c>utf-8;</c> addresses in ORCPT and reports: <c>\x{…}</c> for what may not stand as itself (RFC 6533 §3).</summary>
public static class Unitext
{
    /// <summary>Decodes; false when the text is neither utf-8-addr-xtext nor utf-8-addr-unitext.</summary>
    public static bool TryDecode(ReadOnlySpan<char> text, out string decoded)
    {
        decoded = "";
        var builder = new StringBuilder(text.Length);
        while (!text.IsEmpty)
        {
            if (text[0] == '\\')
            {
                if (!TryEmbedded(ref text, out Rune rune))
                    return false;
                builder.Append(rune);
                continue;
            }

            if (text[0] is < '!' or '+' or '=' or '\x7f')
                return false;
            builder.Append(text[0]);
            text = text[1..];
        }

        decoded = builder.ToString();
        return true;
    }

    /// <summary>Encodes as utf-8-addr-xtext, which is ASCII throughout; the rest is left out once there are so many octets.</summary>
    /// <param name="ascii">False for utf-8-addr-unitext, in which what is beyond ASCII stands as itself.</param>
    internal static string Encode(ReadOnlySpan<char> text, int maxOctets = int.MaxValue, bool ascii = true)
    {
        var encoded = new StringBuilder(text.Length);
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (encoded.Length > maxOctets)
                break;
            if (rune.Value is > ' ' and < 0x7f and not ('\\' or '+' or '='))
                encoded.Append((char)rune.Value);
            else if (!ascii && rune.Value > 0x9f)
                encoded.Append(rune.ToString());
            else
                encoded.Append(CultureInfo.InvariantCulture, $"\\x{{{rune.Value:X2}}}");
        }

        return encoded.ToString();
    }

    // EmbeddedUnicodeChar: two to six upper-case digits, no surrogate, no control character but those that no address needs anyway.
    private static bool TryEmbedded(ref ReadOnlySpan<char> text, out Rune rune)
    {
        rune = default;
        int close = text.IndexOf('}');
        if (close is < 5 or > 9 || !text.StartsWith(@"\x{"))
            return false;
        ReadOnlySpan<char> digits = text[3..close];
        if (digits.ContainsAnyInRange('a', 'f') || !int.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int value))
            return false;
        if (value is < ' ' or (>= 0x7f and <= 0x9f) || !Rune.TryCreate(value, out rune))
            return false;
        text = text[(close + 1)..];
        return true;
    }
}
