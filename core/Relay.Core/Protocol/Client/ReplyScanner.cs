namespace Relay.Core.Protocol.Client;

/// <summary>Finds the end of one reply in octets that grow as they arrive, without looking at any octet twice.</summary>
/// <remarks>
/// RFC 5321 §4.2. Lines of 512 octets are the limit there (§4.5.3.1.5); real hosts exceed it, so only the whole reply is bounded: a host cannot make
/// the relay hold more than <see cref="MaxOctets"/>, or <see cref="MaxFinalOctets"/> of the reply to a whole message. A bare LF ends a line too, as
/// hosts that send it exist and nothing that the relay sends can put one into a reply. Every line of a reply has the same code (§4.2.1); when a host
/// breaks that rule, its last line is what it means. Blank lines count for nothing.
/// </remarks>
internal struct ReplyScanner
{
    public const int MaxLines = 256;
    public const int MaxOctets = 64 * 1024;

    /// <summary>More than for other replies: a message whose reply is not understood may be sent twice.</summary>
    public const int MaxFinalOctets = 256 * 1024;

    private int lineStart;
    private int searched;
    private int lines;

    /// <summary>The reply to a whole message. Lines without a reply code are passed over, and it may have any number of lines. In other replies both
    /// show that the peer does not speak SMTP, or is out of step.</summary>
    public bool IsFinal { get; init; }

    /// <summary>The code of the last line, 200 to 599; valid once complete.</summary>
    public int Code { get; private set; }

    /// <summary>Octets of the whole reply with its line ends; valid once complete.</summary>
    public readonly int Length => lineStart;

    private readonly int Bound => IsFinal ? MaxFinalOctets : MaxOctets;

    /// <summary>Looks on. The octets are those of the last call with more behind them.</summary>
    public ReplyScan Scan(ReadOnlySpan<byte> octets)
    {
        while (true)
        {
            int lf = octets[searched..].IndexOf((byte)'\n');
            if (lf < 0)
            {
                searched = octets.Length;
                return searched > Bound ? ReplyScan.Malformed : ReplyScan.NeedMore;
            }

            int end = searched + lf + 1;
            ReadOnlySpan<byte> line = octets[lineStart..end];
            if (ReplyLine.TryParse(line, out ReplyLine parsed))
                Code = parsed.Code;
            else if (!IsFinal && !ReplyLine.IsBlank(line))
                return ReplyScan.Malformed;
            lineStart = searched = end;
            if (parsed.IsLast)
                return ReplyScan.Complete;
            if ((++lines >= MaxLines && !IsFinal) || end > Bound)
                return ReplyScan.Malformed;
        }
    }
}
