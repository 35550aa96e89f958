using System.Text;

namespace Relay.Core.Protocol.Client;

/// <summary>Writes xtext (RFC 3461 §4): printable ASCII but + and =, all else as +XX per octet of UTF-8.</summary>
internal static class Xtext
{
    public static void Add(ref CommandLine line, ReadOnlySpan<char> text)
    {
        Span<byte> octets = stackalloc byte[4];
        Span<byte> escape = [(byte)'+', 0, 0];
        foreach (Rune rune in text.EnumerateRunes())
        {
            int length = rune.EncodeToUtf8(octets);
            if (length == 1 && octets[0] is > (byte)' ' and < 0x7F and not ((byte)'+' or (byte)'='))
            {
                line.Add(octets[..1]);
                continue;
            }

            foreach (byte octet in octets[..length])
            {
                escape[1] = (byte)HexDigit(octet >> 4);
                escape[2] = (byte)HexDigit(octet & 15);
                line.Add(escape);
            }
        }
    }

    private static char HexDigit(int value) => "0123456789ABCDEF"[value];
}
