using System.Text;

namespace Relay.Core.Expansion;

/// <summary>Splits a list in Exim's syntax into its items.</summary>
/// <remarks>
/// Items are parted by colons, or by the character after a leading <c>&lt;</c> (<c>&lt;; a ; b</c>, <c>&lt;\n</c> for lines). A doubled separator stands
/// for one inside an item, unless the separator is a control character. White space around items is dropped; so is an item after the last separator.
/// One thing is read more kindly than by Exim: an item that begins as a whole IPv6 address (or block, or address literal) is that address, so that
/// <c>127.0.0.1 : ::1</c> means what it says. It ends at white space or the end of the list, so colons that part items need a space beside them there.
/// The doubled form (<c>::::1</c>, <c>2001::db8::::/32</c>) is no address as it stands, and is read as Exim does.
/// </remarks>
internal ref struct ListReader
{
    private readonly ReadOnlySpan<char> list;
    private readonly char separator = ':';
    private int at;

    public ListReader(ReadOnlySpan<char> text)
    {
        list = text;
        SkipSpace();
        if (at + 1 >= list.Length || list[at] != '<' || !(IsPunctuation(list[at + 1]) || char.IsControl(list[at + 1])))
            return;
        separator = list[at + 1];
        at += 2;
        if (separator != '\\' || at >= list.Length || list[at] is not ('n' or 'r' or 't'))
            return;
        separator = list[at++] switch { 'n' => '\n', 'r' => '\r', _ => '\t' };
    }

    /// <summary>Reads the next item; false at the end of the list.</summary>
    public bool TryRead(out ListItem item)
    {
        item = default;
        SkipSpace();
        if (at >= list.Length)
            return false;
        int position = at + 1;
        bool negated = list[at] == '!';
        if (negated)
        {
            at++;
            SkipSpace();
        }

        string text = TryReadAddress(out string? address) ? address! : ReadText();
        item = new ListItem(text, negated, position);
        return true;
    }

    private bool TryReadAddress(out string? text)
    {
        text = null;
        if (separator != ':')
            return false;
        ReadOnlySpan<char> rest = list[at..];
        int end = rest.IndexOfAny(" \t\r\n");
        ReadOnlySpan<char> run = end < 0 ? rest : rest[..end];
        if (!IsAddress(run))
        {
            if (run.IsEmpty || run[^1] != ':' || !IsAddress(run[..^1]))
                return false;
            run = run[..^1];
        }

        text = run.ToString();
        at += run.Length;
        SkipSpace();
        if (at < list.Length && list[at] != ':')
            throw new ListSyntaxException(at + 1, $"a colon is missing after '{text}'");
        at = Math.Min(at + 1, list.Length);
        return true;
    }

    private static bool IsAddress(ReadOnlySpan<char> run) =>
        run is ['[', ..] ? Sdk.Mail.MailDomain.TryParse(run, out _) : run.Contains(':') && AddressBlock.TryParse(run, out _);

    private string ReadText()
    {
        bool doubling = !char.IsControl(separator);
        var text = new StringBuilder();
        for (; at < list.Length; at++)
        {
            if (list[at] == separator)
            {
                if (!doubling || at + 1 >= list.Length || list[at + 1] != separator)
                    break;
                at++;
            }

            text.Append(list[at]);
        }

        at++;
        return text.ToString().TrimEnd();
    }

    // A separator may itself be white space.
    private void SkipSpace()
    {
        while (at < list.Length && char.IsWhiteSpace(list[at]) && list[at] != separator)
            at++;
    }

    private static bool IsPunctuation(char c) => c is > ' ' and < '\x7f' && !char.IsAsciiLetterOrDigit(c);
}
