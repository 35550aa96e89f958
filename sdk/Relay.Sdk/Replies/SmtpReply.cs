namespace Relay.Sdk.Replies;

/// <summary>One SMTP reply: reply code, enhanced status and text.</summary>
/// <remarks>RFC 5321 §4.2, RFC 2034. The text may have several lines, parted by LF; the relay writes them as a multiline reply.</remarks>
[System.Text.Json.Serialization.JsonConverter(typeof(SmtpReplyJsonConverter))]
public sealed record SmtpReply
{
    /// <summary>Makes a reply.</summary>
    /// <param name="code">200 to 599.</param>
    /// <param name="status">Its class agrees with the code's first digit, or it is <see cref="EnhancedStatus.None"/>.</param>
    /// <param name="text">Printable text; LF parts lines; no CR, no other control characters. Reveals no configuration.</param>
    /// <exception cref="ArgumentException">A part is out of its range, or code and status disagree.</exception>
    public SmtpReply(int code, EnhancedStatus status, string text)
    {
        if (code is < 200 or > 599)
            throw new ArgumentException($"{code} is not a reply code (200 to 599)", nameof(code));
        if (!status.IsNone && status.Class != code / 100)
            throw new ArgumentException($"the enhanced status {status} does not go with the reply code {code}", nameof(status));
        if (status is not { Subject: >= 0 and <= 999, Detail: >= 0 and <= 999 })
            throw new ArgumentException($"{status} is not an enhanced status (0 to 999)", nameof(status));
        foreach (char c in text)
        {
            if (c != '\n' && char.IsControl(c))
                throw new ArgumentException("a reply text has no control characters but LF between lines", nameof(text));
        }

        (Code, Status, Text) = (code, status, text);
    }

    /// <summary>Makes a reply from an enhanced status in words, as in <c>new(452, "4.5.3", "Too many recipients")</c>.</summary>
    /// <param name="code">200 to 599.</param>
    /// <param name="status">As <c>class.subject.detail</c>.</param>
    /// <param name="text">As in the other constructor.</param>
    /// <exception cref="FormatException">The status is not one.</exception>
    public SmtpReply(int code, string status, string text)
        : this(code, EnhancedStatus.Parse(status), text)
    {
    }

    /// <summary>The reply code, 200 to 599.</summary>
    public int Code { get; }

    /// <summary>The enhanced status, or none.</summary>
    public EnhancedStatus Status { get; }

    /// <summary>The text without code and status; LF between lines.</summary>
    public string Text { get; }

    /// <summary>Code 2xx or 3xx.</summary>
    public bool IsPositive => Code < 400;

    /// <summary>Code 4xx: the same may succeed later.</summary>
    public bool IsTransient => Code is >= 400 and < 500;

    /// <summary>Code 5xx: the same will not succeed.</summary>
    public bool IsPermanent => Code >= 500;

    /// <summary>Reads code, enhanced status where there is one, and text, parted by single spaces, as <see cref="ToString"/> writes them.</summary>
    /// <param name="text">An enhanced status counts as one where its class agrees with the code.</param>
    /// <param name="reply">The reply.</param>
    /// <returns>False when the text is no reply.</returns>
    public static bool TryParse(ReadOnlySpan<char> text, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out SmtpReply? reply)
    {
        reply = null;
        if (text.Length < 4 || text[3] != ' ' || text[0] is < '2' or > '5' || !char.IsAsciiDigit(text[1]) || !char.IsAsciiDigit(text[2]))
            return false;
        int code = ((text[0] - '0') * 100) + ((text[1] - '0') * 10) + text[2] - '0';
        ReadOnlySpan<char> rest = text[4..];
        int space = rest.IndexOf(' ');
        if (space > 0 && EnhancedStatus.TryParse(rest[..space], out EnhancedStatus status) && status.Class == code / 100)
            rest = rest[(space + 1)..];
        else
            status = EnhancedStatus.None;
        foreach (char c in rest)
        {
            if (c != '\n' && char.IsControl(c))
                return false;
        }

        reply = new SmtpReply(code, status, rest.ToString());
        return true;
    }

    /// <summary>The reply on one line, for logs and reports.</summary>
    public override string ToString() =>
        Status.IsNone ? $"{Code} {Text.Replace('\n', ' ')}" : $"{Code} {Status} {Text.Replace('\n', ' ')}";
}
