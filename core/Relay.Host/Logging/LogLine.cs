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

    private const int RoundTripOctets = 28;
    private const byte Substitute = (byte)'?';

    // Control characters of one octet, and what those of two and three begin with.
    private static readonly SearchValues<byte> Suspicious =
        SearchValues.Create([.. Enumerable.Range(0, 0x20).Select(octet => (byte)octet), 0x7f, 0xc2, 0xd8, 0xe2, 0xef]);

    /// <summary>
    /// Writes text as UTF-8. Question marks stand for what a peer may have sent to forge lines, to drive the terminal or to show text in another
    /// order than it has: control characters, line and paragraph separators, marks of writing direction.
    /// </summary>
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
        // The round-trip form is written several times faster than any other; its digits below the millisecond are left out.
        Span<byte> octets = line.GetSpan(RoundTripOctets);
        time.UtcDateTime.TryFormat(octets, out _, "O", CultureInfo.InvariantCulture);
        octets[TimeFormat.Length - 1] = (byte)'Z';
        line.Advance(TimeFormat.Length);
    }

    /// <summary>Puts question marks in the place of such characters in UTF-8, as many as they have octets.</summary>
    public static void Clean(Span<byte> octets)
    {
        int at;
        while ((at = octets.IndexOfAny(Suspicious)) >= 0)
        {
            int length = LengthOfControl(octets[at..]);
            octets.Slice(at, length).Fill(Substitute);
            octets = octets[(at + Math.Max(length, 1))..];
        }
    }

    private static int LengthOfControl(ReadOnlySpan<byte> octets) => octets switch
    {
        // U+0080 to U+009F; U+061C.
        [0xc2, < 0xa0, ..] or [0xd8, 0x9c, ..] => 2,
        // U+200E, U+200F, U+2028 to U+202E; U+2066 to U+2069; U+FEFF.
        [0xe2, 0x80, 0x8e or 0x8f or (>= 0xa8 and <= 0xae), ..] or [0xe2, 0x81, >= 0xa6 and <= 0xa9, ..] or [0xef, 0xbb, 0xbf, ..] => 3,
        [0xc2 or 0xd8 or 0xe2 or 0xef, ..] => 0,
        _ => 1,
    };
}
