using System.Buffers;

namespace Relay.Core.SevenBit;

/// <summary>Encodes lines as quoted-printable (RFC 2045 §6.7), piece by piece: 76 columns, soft line breaks, no white space at the end of a
/// line.</summary>
/// <remarks>No line of the output begins with a hyphen, so that no line can become a delimiter.</remarks>
internal struct QuotedPrintableEncoder
{
    // One column is kept for the equals sign of a soft line break.
    private const int MaxColumn = 75;

    private int column;
    private byte heldSpace;

    /// <summary>Encodes more of a line.</summary>
    public void Write(ReadOnlySpan<byte> text, IBufferWriter<byte> output)
    {
        // Three octets for each one, and three for every soft line break, which has 70 octets before it at least.
        var room = new Room(output.GetSpan(((text.Length + 1) * 3) + (text.Length / 20 * 3) + 8));
        foreach (byte octet in text)
        {
            PutSpace(ref room, isLast: false);
            if (octet is (byte)' ' or (byte)'\t')
                heldSpace = octet;
            else
                Put(ref room, octet, isPlain: octet is > (byte)' ' and < 0x7f and not (byte)'=' && !(octet == '-' && column == 0));
        }

        output.Advance(room.Length);
    }

    /// <summary>Ends the line; its CRLF is the caller's.</summary>
    public void EndLine(IBufferWriter<byte> output)
    {
        var room = new Room(output.GetSpan(8));
        PutSpace(ref room, isLast: true);
        output.Advance(room.Length);
        column = 0;
    }

    // Whether white space is the last of its line is known only from what follows.
    private void PutSpace(ref Room room, bool isLast)
    {
        if (heldSpace != 0)
            Put(ref room, heldSpace, isPlain: !isLast);
        heldSpace = 0;
    }

    private void Put(ref Room room, byte octet, bool isPlain)
    {
        if (column + (isPlain ? 1 : 3) > MaxColumn)
        {
            room.Put("=\r\n"u8);
            column = 0;
            isPlain &= octet != '-';
        }

        if (isPlain)
            room.Put([octet]);
        else
            room.Put([(byte)'=', HexDigit(octet >> 4), HexDigit(octet & 15)]);
        column += isPlain ? 1 : 3;
    }

    private static byte HexDigit(int value) => "0123456789ABCDEF"u8[value];

    private ref struct Room(Span<byte> space)
    {
        private readonly Span<byte> space = space;

        public int Length { get; private set; }

        public void Put(scoped ReadOnlySpan<byte> octets)
        {
            octets.CopyTo(space[Length..]);
            Length += octets.Length;
        }
    }
}
