namespace Relay.Core.Protocol.Client;

/// <summary>Finds the end of one reply in octets that grow as they arrive, without looking at any octet twice.</summary>
/// <remarks>
/// RFC 5321 §4.2. Lines of 512 octets are the limit there (§4.5.3.1.5); real hosts exceed it, so the bounds here are wider, but they are bounds:
/// a host cannot make the relay hold more than <see cref="MaxOctets"/>. A bare LF ends a line too, as hosts that send it exist and nothing that the
/// relay sends can put one into a reply.
/// </remarks>
internal struct ReplyScanner
{
    public const int MaxLineOctets = 2048;
    public const int MaxLines = 256;
    public const int MaxOctets = 64 * 1024;

    private int lineStart;
    private int searched;
    private int lines;

    /// <summary>The reply code, 200 to 599; valid once complete.</summary>
    public int Code { get; private set; }

    /// <summary>Octets of the whole reply with its line ends; valid once complete.</summary>
    public readonly int Length => lineStart;

    /// <summary>Looks on. The octets are those of the last call with more behind them.</summary>
    public ReplyScan Scan(ReadOnlySpan<byte> octets)
    {
        while (true)
        {
            int lf = octets[searched..].IndexOf((byte)'\n');
            if (lf < 0)
            {
                searched = octets.Length;
                return searched - lineStart > MaxLineOctets ? ReplyScan.Malformed : ReplyScan.NeedMore;
            }

            int end = searched + lf + 1;
            if (!TryTakeLine(octets[lineStart..end], out bool last))
                return ReplyScan.Malformed;
            lineStart = searched = end;
            if (last)
                return ReplyScan.Complete;
            if (++lines >= MaxLines || end > MaxOctets)
                return ReplyScan.Malformed;
        }
    }

    private bool TryTakeLine(ReadOnlySpan<byte> line, out bool last)
    {
        last = true;
        if (line.Length is < 4 or > MaxLineOctets || !TryCode(line, out int code))
            return false;
        if (lineStart > 0 && code != Code)
            return false;
        Code = code;
        last = line[3] != '-';
        return line[3] is (byte)' ' or (byte)'-' or (byte)'\r' or (byte)'\n';
    }

    // 1xx replies have no place in SMTP.
    private static bool TryCode(ReadOnlySpan<byte> line, out int code)
    {
        int first = line[0] - '0', second = line[1] - '0', third = line[2] - '0';
        code = (first * 100) + (second * 10) + third;
        return first is >= 2 and <= 5 && second is >= 0 and <= 9 && third is >= 0 and <= 9;
    }
}
