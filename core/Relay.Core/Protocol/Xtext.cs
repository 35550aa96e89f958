using System.Globalization;
using System.Text;

namespace Relay.Core.Protocol;

/// <summary>Reads the encoding of DSN and AUTH parameter values: <c>+</c> and two upper-case hexadecimal digits for what may not stand as itself (RFC 3461 §4).</summary>
public static class Xtext
{
    /// <summary>Decodes; false when the text is not xtext, or holds anything but printable ASCII, which no value of the relay may (a CR LF would otherwise reach a report).</summary>
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
            else if (c is < '!' or > '~' or '=')
            {
                return false;
            }

            builder.Append(c);
        }

        decoded = builder.ToString();
        return true;
    }

    private static bool TryHex(ReadOnlySpan<char> digits, out char c)
    {
        c = default;
        if (digits.ContainsAnyInRange('a', 'f') || !byte.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out byte value))
            return false;
        c = (char)value;
        return c is >= ' ' and <= '~';
    }
}
