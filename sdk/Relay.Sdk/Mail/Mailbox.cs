namespace Relay.Sdk.Mail;

/// <summary>A mailbox: a local part and a domain.</summary>
/// <remarks>RFC 5321 §4.1.2 (Mailbox); RFC 6531 §3.3 adds UTF-8 local parts. Domains compare without case, local parts exactly (§2.4).</remarks>
[System.Text.Json.Serialization.JsonConverter(typeof(MailboxJsonConverter))]
public sealed record Mailbox
{
    // RFC 5321 §4.5.3.1.1 has 64 for what every server must take; senders that encode addresses in others (VERP, SRS) use more. A path holds no more
    // than this (§4.5.3.1.3).
    private const int MaxLocalPartOctets = 256;

    private Mailbox(string localPart, MailDomain domain) => (LocalPart, Domain) = (localPart, domain);

    /// <summary>As received, with its quotes when it had any; at most 256 octets of UTF-8; never CR, LF or NUL.</summary>
    public string LocalPart { get; }

    /// <summary>The domain in its canonical form.</summary>
    public MailDomain Domain { get; }

    /// <summary>Whether the local part needs SMTPUTF8 on the way (RFC 6531).</summary>
    public bool NeedsSmtpUtf8 => !System.Text.Ascii.IsValid(LocalPart);

    /// <summary>Reads <c>local@domain</c>, without angle brackets.</summary>
    /// <param name="text">An addr-spec of RFC 5321: dot-string or quoted-string, then a domain or an address literal.</param>
    /// <param name="mailbox">The mailbox.</param>
    /// <returns>False when the text is no mailbox.</returns>
    public static bool TryParse(ReadOnlySpan<char> text, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out Mailbox? mailbox)
    {
        mailbox = null;
        int at = text.IsEmpty ? -1 : text[0] == '"' ? QuotedLength(text) : text.IndexOf('@');
        if (at <= 0 || at >= text.Length - 1 || text[at] != '@')
            return false;
        ReadOnlySpan<char> local = text[..at];
        if (!IsLocalPart(local) || !MailDomain.TryParse(text[(at + 1)..], out MailDomain domain))
            return false;
        mailbox = new Mailbox(local.ToString(), domain);
        return true;
    }

    /// <summary>Reads a mailbox that is known to be good.</summary>
    /// <exception cref="FormatException">The text is no mailbox.</exception>
    public static Mailbox Parse(string text) =>
        TryParse(text, out Mailbox? mailbox) ? mailbox : throw new FormatException($"'{text}' is not a mailbox");

    /// <summary>Whether the text can stand before the @ (dot-string or quoted-string).</summary>
    public static bool IsLocalPart(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty || text.Length > MaxLocalPartOctets || System.Text.Encoding.UTF8.GetByteCount(text) > MaxLocalPartOctets)
            return false;
        if (text[0] == '"')
            return text.Length > 1 && QuotedLength(text) == text.Length;
        bool dot = true;
        foreach (char c in text)
        {
            if (c == '.' ? dot : !IsAtomCharacter(c))
                return false;
            dot = c == '.';
        }

        return !dot && IsWellFormed(text);
    }

    /// <summary>The length of the quoted string at the start, or -1.</summary>
    private static int QuotedLength(ReadOnlySpan<char> text)
    {
        for (int i = 1; i < text.Length; i++)
        {
            char c = text[i];
            if (c == '"')
                return IsWellFormed(text[..i]) ? i + 1 : -1;
            if (c == '\\' && (++i >= text.Length || text[i] is < ' ' or > '~'))
                return -1;
            if (c is < ' ' or '\x7f')
                return -1;
        }

        return -1;
    }

    // atext of RFC 5322 §3.2.3, plus UTF-8 beyond ASCII (RFC 6531 §3.3).
    private static bool IsAtomCharacter(char c) =>
        char.IsAsciiLetterOrDigit(c) || "!#$%&'*+-/=?^_`{|}~".Contains(c) || (c > '\x7f' && !char.IsControl(c));

    // A lone surrogate cannot be written as UTF-8.
    private static bool IsWellFormed(ReadOnlySpan<char> text)
    {
        while (!text.IsEmpty)
        {
            if (System.Text.Rune.DecodeFromUtf16(text, out _, out int consumed) != System.Buffers.OperationStatus.Done)
                return false;
            text = text[consumed..];
        }

        return true;
    }

    /// <summary>The mailbox as it stands in a command, without angle brackets.</summary>
    public override string ToString() => $"{LocalPart}@{Domain.Value}";
}
