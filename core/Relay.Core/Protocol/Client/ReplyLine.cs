namespace Relay.Core.Protocol.Client;

/// <summary>One line of a reply, taken apart.</summary>
/// <remarks>
/// RFC 5321 §4.2: the code, then a hyphen (the reply goes on), or a blank or nothing (it ends). Blanks before the code and a tab behind it change
/// nothing about what the host says, so they are passed over.
/// </remarks>
internal readonly ref struct ReplyLine
{
    private ReplyLine(int code, bool isLast, ReadOnlySpan<byte> text)
    {
        Code = code;
        IsLast = isLast;
        Text = text;
    }

    /// <summary>200 to 599: 1xx replies have no place in SMTP.</summary>
    public int Code { get; }

    /// <summary>Whether the reply ends with this line.</summary>
    public bool IsLast { get; }

    /// <summary>What follows the separator, without the line end.</summary>
    public ReadOnlySpan<byte> Text { get; }

    /// <summary>Takes a line apart; false when it does not begin with a reply code.</summary>
    /// <param name="line">With or without its line end.</param>
    /// <param name="parsed">The line.</param>
    public static bool TryParse(ReadOnlySpan<byte> line, out ReplyLine parsed)
    {
        parsed = default;
        ReadOnlySpan<byte> rest = WithoutEnd(line).TrimStart(" \t"u8);
        if (rest.Length < 3 || !TryCode(rest, out int code))
            return false;
        ReadOnlySpan<byte> text = rest.Length > 4 ? rest[4..] : default;
        if (rest.Length > 3 && rest[3] is not ((byte)' ' or (byte)'\t' or (byte)'-'))
            return false;
        parsed = new ReplyLine(code, rest.Length == 3 || rest[3] != '-', text);
        return true;
    }

    /// <summary>Whether there is nothing on the line.</summary>
    public static bool IsBlank(ReadOnlySpan<byte> line) => WithoutEnd(line).Trim(" \t"u8).IsEmpty;

    private static ReadOnlySpan<byte> WithoutEnd(ReadOnlySpan<byte> line) => line.TrimEnd("\r\n"u8);

    private static bool TryCode(ReadOnlySpan<byte> line, out int code)
    {
        int first = line[0] - '0', second = line[1] - '0', third = line[2] - '0';
        code = (first * 100) + (second * 10) + third;
        return first is >= 2 and <= 5 && second is >= 0 and <= 9 && third is >= 0 and <= 9;
    }
}
