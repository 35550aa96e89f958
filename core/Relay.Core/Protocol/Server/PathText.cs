using Relay.Sdk.Mail;

namespace Relay.Core.Protocol.Server;

/// <summary>Finds the path of MAIL and RCPT (RFC 5321 §4.1.2, Path).</summary>
internal static class PathText
{
    /// <summary>Reads what MAIL and RCPT begin with: a word with its colon, and the path.</summary>
    /// <param name="arguments">What follows the verb.</param>
    /// <param name="word">FROM: or TO:, in any case.</param>
    /// <param name="buffer">At least as many characters as the arguments have octets.</param>
    /// <param name="path">Between the brackets, without the source route.</param>
    /// <param name="parameters">What follows; empty or beginning with a space.</param>
    public static PathScan Read(ReadOnlySpan<byte> arguments, ReadOnlySpan<char> word, Span<char> buffer, out ReadOnlySpan<char> path,
        out ReadOnlySpan<char> parameters)
    {
        path = parameters = default;
        if (!ArgumentText.TryDecode(arguments, buffer, out ReadOnlySpan<char> text))
            return PathScan.NotUtf8;
        if (!text.StartsWith(word, StringComparison.OrdinalIgnoreCase))
            return PathScan.NoWord;
        text = text[word.Length..];
        bool found = TryTake(ref text, out path);
        parameters = text;
        return found ? PathScan.Found : PathScan.NoPath;
    }

    /// <summary>Takes <c>&lt;…&gt;</c> from the front; what follows is empty or begins with a space.</summary>
    /// <param name="rest">Behind the colon, spaces there are tolerated; afterwards behind the path.</param>
    /// <param name="path">Between the brackets, without the source route.</param>
    private static bool TryTake(scoped ref ReadOnlySpan<char> rest, out ReadOnlySpan<char> path)
    {
        path = default;
        ReadOnlySpan<char> text = rest.TrimStart(' ');
        if (text.IsEmpty || text[0] != '<')
            return false;
        int end = Closing(text);
        if (end < 0)
            return false;
        path = text[1..end];
        rest = text[(end + 1)..];
        return (rest.IsEmpty || rest[0] == ' ') && TryDropRoute(ref path);
    }

    // The closing bracket is the first bracket outside a quoted string.
    private static int Closing(ReadOnlySpan<char> text)
    {
        bool quoted = false;
        for (int i = 1; i < text.Length; i++)
        {
            char c = text[i];
            if (c == '"')
                quoted = !quoted;
            else if (c == '\\' && quoted)
                i++;
            else if (!quoted && c == '>')
                return i;
            else if (!quoted && c is '<' or ' ')
                return -1;
        }

        return -1;
    }

    // A source route (@a,@b:) must be accepted and should be ignored (RFC 5321 §4.1.1.3, Appendix C).
    private static bool TryDropRoute(ref ReadOnlySpan<char> path)
    {
        while (!path.IsEmpty && path[0] == '@')
        {
            int end = path.Length > 1 && path[1] == '[' ? path.IndexOf(']') + 1 : path.IndexOfAny(',', ':');
            if (end <= 1 || end >= path.Length || !MailDomain.TryParse(path[1..end], out _))
                return false;
            char next = path[end];
            path = path[(end + 1)..];
            if (next == ':')
                return !path.IsEmpty && path[0] != '@';
            if (next != ',' || path.IsEmpty || path[0] != '@')
                return false;
        }

        return true;
    }
}
