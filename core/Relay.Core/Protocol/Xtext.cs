using System.Globalization;
using System.Text;
using Relay.Core.Protocol.Client;

namespace Relay.Core.Protocol;

/// <summary>The encoding of DSN and AUTH parameter values: <c>+</c> and two upper-case hexadecimal digits for what may not stand as itself (RFC 3461
/// §4).</summary>
public static class Xtext
{
    /// <summary>Decodes; false when the text is not xtext, or holds anything but printable ASCII, which no value of the relay may (a CR LF would
    /// otherwise reach a report).</summary>
    public static bool TryDecode(ReadOnlySpan<char> text, out string decoded)
    {
        decoded = "";
        var builder = new StringBuilder(text.Length);
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (c == '+')
            {
                if (i + 2 >= text.Length || !TryHex(text[(i + 1)..(i + 3)], out c))
                    return false;
                i += 2;
            }
            else if (!IsPlain(c))
            {
                return false;
            }

            builder.Append(c);
        }

        decoded = builder.ToString();
        return true;
    }

    /// <summary>Encodes; what is beyond ASCII goes octet by octet of its UTF-8.</summary>
    internal static void Add(ref CommandBuilder line, ReadOnlySpan<char> text)
    {
        Span<byte> octets = stackalloc byte[4];
        Span<byte> escape = [(byte)'+', 0, 0];
        foreach (Rune rune in text.EnumerateRunes())
        {
            int length = rune.EncodeToUtf8(octets);
            if (length == 1 && IsPlain((char)octets[0]))
            {
                line.Add(octets[..1]);
                continue;
            }

            foreach (byte octet in octets[..length])
            {
                octet.TryFormat(escape[1..], out _, "X2", CultureInfo.InvariantCulture);
                line.Add(escape);
            }
        }
    }

    private static bool IsPlain(char c) => c is >= '!' and <= '~' and not ('+' or '=');

    private static bool TryHex(ReadOnlySpan<char> digits, out char c)
    {
        c = default;
        if (digits.ContainsAnyInRange('a', 'f') || !byte.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture,
            out byte value))
            return false;
        c = (char)value;
        return c is >= ' ' and <= '~';
    }
}
