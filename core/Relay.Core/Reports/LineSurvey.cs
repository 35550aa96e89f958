namespace Relay.Core.Reports;

/// <summary>Finds out, stretch by stretch, whether content can travel as lines of text.</summary>
internal struct LineSurvey
{
    /// <summary>RFC 5322 §2.1.1, without CRLF.</summary>
    public const int MaxLineOctets = 998;

    private long length;
    private bool afterCr;

    /// <summary>An octet beyond ASCII was seen.</summary>
    public bool EightBit { get; private set; }

    /// <summary>NUL, a bare CR or LF, or a line beyond 998 octets was seen, so that 8BITMIME does not carry it.</summary>
    public bool Binary { get; private set; }

    public void Add(ReadOnlySpan<byte> octets)
    {
        EightBit |= octets.ContainsAnyInRange((byte)0x80, (byte)0xff);
        Binary |= octets.Contains((byte)0);
        while (!octets.IsEmpty)
        {
            if (afterCr)
            {
                afterCr = false;
                length = 0;
                if (octets[0] != '\n')
                    Binary = true;
                else
                    octets = octets[1..];
                continue;
            }

            int end = octets.IndexOfAny((byte)'\r', (byte)'\n');
            length += end < 0 ? octets.Length : end;
            Binary |= length > MaxLineOctets;
            if (end < 0)
                return;
            afterCr = octets[end] == '\r';
            Binary |= !afterCr;
            length = afterCr ? length : 0;
            octets = octets[(end + 1)..];
        }
    }

    /// <summary>No more content comes.</summary>
    public void End() => Binary |= afterCr;
}
