namespace Relay.Core.SevenBit;

/// <summary>Cuts content that comes in stretches into lines, in bounded memory. CRLF, a bare CR and a bare LF end a line, as they do on the way
/// out.</summary>
internal sealed class LineCutter
{
    /// <summary>Lines up to this long come in one piece.</summary>
    public const int MaxPieceOctets = 4096;

    private readonly byte[] held = new byte[MaxPieceOctets];
    private int heldOctets;
    private bool begun;
    private bool afterCr;

    /// <summary>Takes the next piece off the stretch; false when the rest of it is held until more comes.</summary>
    /// <remarks>The piece is valid until the next call.</remarks>
    public bool TryTake(ref ReadOnlySpan<byte> stretch, out LinePiece piece)
    {
        piece = default;
        if (stretch.IsEmpty)
            return false;
        if (afterCr && stretch[0] == '\n')
            stretch = stretch[1..];
        afterCr = false;
        int room = held.Length - heldOctets;
        int end = stretch[..Math.Min(stretch.Length, room + 1)].IndexOfAny((byte)'\r', (byte)'\n');
        if (end >= 0)
        {
            ReadOnlySpan<byte> text = heldOctets == 0 ? stretch[..end] : Hold(stretch[..end]);
            afterCr = stretch[end] == '\r';
            stretch = stretch[(end + 1)..];
            piece = Give(text, isEnd: true);
            return true;
        }

        int taken = Math.Min(stretch.Length, room);
        ReadOnlySpan<byte> all = Hold(stretch[..taken]);
        stretch = stretch[taken..];
        if (stretch.IsEmpty)
            return false;
        piece = Give(all, isEnd: false);
        return true;
    }

    /// <summary>Takes what is held at the end of the content: a last line without a line end.</summary>
    public bool TryTakeLast(out LinePiece piece)
    {
        piece = default;
        if (heldOctets == 0)
            return false;
        piece = Give(held.AsSpan(0, heldOctets), isEnd: false);
        return true;
    }

    private ReadOnlySpan<byte> Hold(ReadOnlySpan<byte> octets)
    {
        octets.CopyTo(held.AsSpan(heldOctets));
        heldOctets += octets.Length;
        return held.AsSpan(0, heldOctets);
    }

    private LinePiece Give(ReadOnlySpan<byte> text, bool isEnd)
    {
        var piece = new LinePiece(text, !begun, isEnd);
        begun = !isEnd;
        heldOctets = 0;
        return piece;
    }
}
