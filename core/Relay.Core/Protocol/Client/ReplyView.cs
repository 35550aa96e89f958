using System.Text;
using Relay.Sdk.Replies;

namespace Relay.Core.Protocol.Client;

/// <summary>One whole reply as it lies in the receive buffer; valid until the next reply is read.</summary>
internal readonly ref struct ReplyView(int code, ReadOnlySpan<byte> octets)
{
    /// <summary>Characters of text that are kept of one reply: replies end up in the spool, the log and reports.</summary>
    public const int MaxTextCharacters = 2048;

    private readonly ReadOnlySpan<byte> octets = octets;

    public int Code { get; } = code;

    /// <summary>The text of each line, without code, separator and line end.</summary>
    public ReplyLines Lines => new(octets);

    /// <summary>The first line's text.</summary>
    public ReadOnlySpan<byte> FirstLine
    {
        get
        {
            ReplyLines lines = Lines;
            return lines.MoveNext() ? lines.Current : default;
        }
    }

    private ReadOnlySpan<byte> LastLine
    {
        get
        {
            ReadOnlySpan<byte> last = default;
            foreach (ReadOnlySpan<byte> line in Lines)
                last = line;
            return last;
        }
    }

    /// <summary>Makes a reply that outlives the buffer: the enhanced status taken out of the text, control characters made harmless.</summary>
    /// <remarks>Nothing is added to what the host said: a missing enhanced status stays missing, and an enhanced status that contradicts the reply
    /// code (RFC 2034 §4) is text.</remarks>
    public SmtpReply ToReply()
    {
        EnhancedStatus status = TakeStatus(FirstLine, Code, out int skip);
        if (skip == 0)
            status = TakeStatus(LastLine, Code, out skip);
        string prefix = skip > 0 ? status.ToString() : "";
        return new SmtpReply(Code, status, Text(prefix));
    }

    private string Text(string prefix)
    {
        ReplyLines lines = Lines;
        lines.MoveNext();
        ReadOnlySpan<byte> first = WithoutPrefix(lines.Current, prefix);
        if (!lines.MoveNext() && ReplyText.IsPlain(first))
            return Encoding.ASCII.GetString(first[..Math.Min(first.Length, MaxTextCharacters)]);
        var text = new StringBuilder();
        foreach (ReadOnlySpan<byte> line in Lines)
        {
            if (text.Length > 0)
                text.Append('\n');
            ReplyText.AppendClean(text, WithoutPrefix(line, prefix));
            if (text.Length >= MaxTextCharacters)
                break;
        }

        return text.ToString(0, Math.Min(text.Length, MaxTextCharacters));
    }

    // Hosts repeat the status on each line of a reply.
    private static ReadOnlySpan<byte> WithoutPrefix(ReadOnlySpan<byte> line, string prefix)
    {
        if (prefix.Length == 0 || line.Length < prefix.Length || !Ascii.Equals(line[..prefix.Length], prefix))
            return line;
        ReadOnlySpan<byte> rest = line[prefix.Length..];
        return rest.IsEmpty || rest[0] == ' ' ? rest.TrimStart((byte)' ') : line;
    }

    private static EnhancedStatus TakeStatus(ReadOnlySpan<byte> line, int code, out int length)
    {
        const int Longest = 9;
        length = 0;
        int space = line[..Math.Min(line.Length, Longest + 1)].IndexOf((byte)' ');
        ReadOnlySpan<byte> word = space >= 0 ? line[..space] : line;
        if (word.Length is < 5 or > Longest || word[0] - '0' != code / 100)
            return EnhancedStatus.None;
        Span<char> text = stackalloc char[Longest];
        if (!Ascii.IsValid(word) || !EnhancedStatus.TryParse(text[..Encoding.ASCII.GetChars(word, text)], out EnhancedStatus status))
            return EnhancedStatus.None;
        length = word.Length;
        return status;
    }
}
