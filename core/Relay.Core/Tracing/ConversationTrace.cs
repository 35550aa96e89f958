using System.Net;
using System.Text;

namespace Relay.Core.Tracing;

/// <summary>Tells the lines of one conversation to its followers: secrets and content are left out, and long lines are cut.</summary>
/// <param name="id">The id of the session or the attempt.</param>
/// <param name="peer">The other side's address.</param>
/// <param name="name">Its name; null while it is not known.</param>
/// <param name="domain">The domain that a delivery is for; null for a client's session.</param>
internal sealed class ConversationTrace(ProtocolTrace trace, TimeProvider time, string id, IPAddress peer, string? name, string? domain = null)
{
    private const int MaxChars = 1000;
    private const char Client = 'C';
    private const char Server = 'S';
    private const char Note = '*';
    private readonly TraceSubject subject = new(id) { Address = peer, HostName = name, Domain = domain };

    /// <summary>The trace of a conversation that no operator can follow, as of <c>relay send</c>.</summary>
    public static ConversationTrace Unfollowed(TimeProvider time) => new(new ProtocolTrace(), time, "", IPAddress.None, name: null);

    /// <summary>Whether an operator follows any conversation; ask before making text.</summary>
    public bool IsOn => trace.IsOn;

    /// <summary>The peer's name, as soon as it is known.</summary>
    public void Name(string? hostName) => subject.HostName = hostName;

    /// <summary>A command of the client. Domains of MAIL and RCPT are taken note of, and what may be a password is left out.</summary>
    public void Command(ReadOnlySpan<byte> line)
    {
        if (!IsOn)
            return;
        string text = Text(line);
        NoteDomain(text);
        Tell(Client, Masked(text));
    }

    /// <summary>Commands as they go out together.</summary>
    /// <param name="isSecret">They are lines of a login.</param>
    public void Commands(ReadOnlySpan<byte> lines, bool isSecret)
    {
        if (!IsOn)
            return;
        // What names the domain may be the last of them.
        foreach (Range range in lines.Split("\r\n"u8))
            NoteDomain(Text(lines[range]));
        foreach (Range range in lines.Split("\r\n"u8))
            if (!lines[range].IsEmpty && isSecret)
                Secret();
            else if (!lines[range].IsEmpty)
                Command(lines[range]);
    }

    /// <summary>A line of a login, of which nothing is shown.</summary>
    public void Secret() => Tell(Client, "(a line of the login)");

    /// <summary>A reply of the server, of one line or more.</summary>
    public void Reply(string text)
    {
        if (!IsOn)
            return;
        foreach (string line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            // The challenges of a login may hold what a password can be guessed from.
            Tell(Server, line.StartsWith("334", StringComparison.Ordinal) ? "334 (a challenge)" : Clean(line.TrimEnd('\r')));
    }

    /// <summary>Content that went out, of which only the size is told.</summary>
    public void Tell(long contentOctets) => Tell(Note, $"({contentOctets} octets of content)");

    private void Tell(char speaker, string text)
    {
        if (IsOn)
            trace.Tell(subject, time.GetUtcNow(), speaker, text);
    }

    // The mechanism is worth knowing, and what follows it may be a password.
    private static string Masked(string text)
    {
        if (!text.StartsWith("AUTH ", StringComparison.OrdinalIgnoreCase))
            return text;
        int end = text.IndexOf(' ', 5);
        return end < 0 ? text : text[..end] + " (initial response)";
    }

    private void NoteDomain(string text)
    {
        if (!text.StartsWith("MAIL", StringComparison.OrdinalIgnoreCase) && !text.StartsWith("RCPT", StringComparison.OrdinalIgnoreCase))
            return;
        int at = text.LastIndexOf('@');
        int end = at < 0 ? -1 : text.IndexOf('>', at);
        if (end > at + 1)
            subject.Add(text[(at + 1)..end]);
    }

    private static string Text(ReadOnlySpan<byte> line) => Clean(Encoding.UTF8.GetString(line[..Math.Min(line.Length, MaxChars)]));

    private static string Clean(string text)
    {
        text = text.Length > MaxChars ? text[..MaxChars] : text;
        return string.Create(text.Length, text, static (shown, given) =>
        {
            for (int i = 0; i < shown.Length; i++)
                shown[i] = char.IsControl(given[i]) || given[i] is (>= '\u2028' and <= '\u202e') or (>= '\u2066' and <= '\u2069') ? '?' : given[i];
        });
    }
}
