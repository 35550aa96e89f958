using System.Numerics;
using System.Runtime.Intrinsics;

namespace Relay.Core.Protocol.Client;

/// <summary>Turns content into what DATA carries: a dot doubled at the start of a line, every line ended by CRLF, <c>CRLF.CRLF</c> at the
/// end.</summary>
/// <remarks>
/// RFC 5321 §4.5.2, §2.3.8. The content itself is not copied: the stuffer says how many octets can go as they are and what has to be put in after
/// them. A bare CR or LF becomes CRLF, so that no host can take a piece of the content for the end of data.
/// </remarks>
internal struct DotStuffer
{
    private byte previous;
    private byte insertion;

    /// <summary>A stuffer at the start of the content.</summary>
    public DotStuffer() => previous = (byte)'\n';

    /// <summary>What has to be sent after the octets counted by <see cref="Next"/>; empty when nothing.</summary>
    public readonly ReadOnlySpan<byte> Insertion => insertion switch
    {
        (byte)'.' => "."u8,
        (byte)'\r' => "\r"u8,
        (byte)'\n' => "\n"u8,
        _ => default,
    };

    /// <summary>Counts the octets at the start that can be sent as they are; then <see cref="Insertion"/>, then the next call with the
    /// rest.</summary>
    public int Next(ReadOnlySpan<byte> content)
    {
        int clean = CountClean(content, previous);
        if (clean == content.Length)
        {
            if (clean > 0)
                previous = content[^1];
            insertion = 0;
            return clean;
        }

        byte before = clean > 0 ? content[clean - 1] : previous;
        if (before == '\r')
        {
            // A bare CR: its LF is put in, and what follows starts a line.
            insertion = previous = (byte)'\n';
        }
        else if (content[clean] == '\n')
        {
            insertion = previous = (byte)'\r';
        }
        else
        {
            // The dot at the start of a line; the second one is the content's own.
            insertion = (byte)'.';
            previous = 0;
        }

        return clean;
    }

    /// <summary>What ends the data.</summary>
    public readonly ReadOnlySpan<byte> End => previous switch
    {
        (byte)'\n' => ".\r\n"u8,
        (byte)'\r' => "\n.\r\n"u8,
        _ => "\r\n.\r\n"u8,
    };

    // 32 octets at a time: a CR must be followed by LF, an LF preceded by CR, a dot not preceded by LF. Each of the three is one bit mask.
    private static int CountClean(ReadOnlySpan<byte> content, byte previous)
    {
        int position = 0;
        uint afterCr = previous == '\r' ? 1u : 0, afterLf = previous == '\n' ? 1u : 0;
        while (content.Length - position >= Vector256<byte>.Count)
        {
            Vector256<byte> octets = Vector256.Create(content[position..]);
            uint cr = Vector256.Equals(octets, Vector256.Create((byte)'\r')).ExtractMostSignificantBits();
            uint lf = Vector256.Equals(octets, Vector256.Create((byte)'\n')).ExtractMostSignificantBits();
            uint dot = Vector256.Equals(octets, Vector256.Create((byte)'.')).ExtractMostSignificantBits();
            uint edits = (((cr << 1) | afterCr) ^ lf) | (((lf << 1) | afterLf) & dot);
            if (edits != 0)
                return position + BitOperations.TrailingZeroCount(edits);
            afterCr = cr >> 31;
            afterLf = lf >> 31;
            position += Vector256<byte>.Count;
        }

        for (; position < content.Length; position++)
        {
            byte octet = content[position];
            uint isLf = octet == '\n' ? 1u : 0;
            if (afterCr != isLf || (afterLf == 1 && octet == '.'))
                return position;
            afterCr = octet == '\r' ? 1u : 0;
            afterLf = isLf;
        }

        return position;
    }
}
