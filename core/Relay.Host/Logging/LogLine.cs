using System.Buffers;
using System.Globalization;
using System.Text;

namespace Relay.Host.Logging;

/// <summary>Writes text into a line, safe for a terminal.</summary>
internal static class LogLine
{
    public const string TimeFormat = "yyyy-MM-ddTHH:mm:ss.fffZ";

    /// <summary>Longest line; the rest is cut off.</summary>
    public const int MaxChars = 16 * 1024;

    private const byte Substitute = (byte)'?';
    private static readonly SearchValues<byte> Suspicious =
        SearchValues.Create([.. Enumerable.Range(0, 0x20).Select(octet => (byte)octet), 0x7f, 0xc2]);

    /// <summary>Writes text as UTF-8; control characters, which a peer may have sent to forge lines or to drive the terminal, become question marks.</summary>
    public static void Write(ArrayBufferWriter<byte> line, ReadOnlySpan<char> text)
    {
        text = text[..Math.Min(text.Length, MaxChars)];
        Span<byte> octets = line.GetSpan(Encoding.UTF8.GetMaxByteCount(text.Length));
        int count = Encoding.UTF8.GetBytes(text, octets);
        Clean(octets[..count]);
        line.Advance(count);
    }

    public static void Write(ArrayBufferWriter<byte> line, DateTimeOffset time)
    {
        time.UtcDateTime.TryFormat(line.GetSpan(TimeFormat.Length), out int count, TimeFormat, CultureInfo.InvariantCulture);
        line.Advance(count);
    }

    private static void Clean(Span<byte> octets)
    {
        int at;
        while ((at = octets.IndexOfAny(Suspicious)) >= 0)
        {
            // U+0080 to U+009F, two octets, are control characters too; other characters that begin with C2 are not.
            if (octets[at] != 0xc2)
                octets[at] = Substitute;
            else if (at + 1 < octets.Length && octets[at + 1] < 0xa0)
                octets[at] = octets[at + 1] = Substitute;
            octets = octets[(at + 1)..];
        }
    }
}
