namespace Relay.Core.SevenBit;

/// <summary>A line of content without its line end, or a piece of a very long line.</summary>
/// <param name="text">The octets.</param>
/// <param name="isStart">Whether the line begins here.</param>
/// <param name="isEnd">Whether a line end follows.</param>
internal readonly ref struct LinePiece(ReadOnlySpan<byte> text, bool isStart, bool isEnd)
{
    public ReadOnlySpan<byte> Text { get; } = text;

    public bool IsStart { get; } = isStart;

    public bool IsEnd { get; } = isEnd;

    public bool IsEmptyLine => IsStart && IsEnd && Text.IsEmpty;

    /// <summary>Whether it goes on with the field of the line before it (RFC 5322 §2.2.3), or with its own line.</summary>
    public bool ContinuesField => !IsStart || Text is [(byte)' ' or (byte)'\t', ..];

    public bool IsAscii => !Text.ContainsAnyInRange((byte)0x80, (byte)0xff);
}
