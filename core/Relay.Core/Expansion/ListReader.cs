using System.Text;

namespace Relay.Core.Expansion;

/// <summary>Splits a list in Exim's syntax into its items.</summary>
/// <remarks>
/// Colons separate items, or the character after a leading <c>&lt;</c> (<c>&lt;; a ; b</c>, <c>&lt;\n</c> for lines). A doubled separator stands
/// for one inside an item, unless the separator is a control character. White space around items is dropped; so is an item after the last separator.
/// Two things differ from Exim, for IPv6 addresses among colons. <c>::1</c>, which Exim cannot read, is the loopback address. Any other address
/// whose colons are not doubled is a fault of the list, told once and as a whole, not as the pieces that Exim would make of it.
/// </remarks>
internal ref struct ListReader
{
    private const string Loopback = "::1";
    private readonly ReadOnlySpan<char> list;
    private readonly bool holdsHosts;
    private readonly ICollection<ListProblem> problems;
    private readonly char separator = ':';
    private int at;
    private int number;

    /// <param name="text">The list.</param>
    /// <param name="holdsHosts">Whether IPv6 addresses can be items.</param>
    /// <param name="problems">Gets what is wrong with the splitting.</param>
    public ListReader(ReadOnlySpan<char> text, bool holdsHosts, ICollection<ListProblem> problems)
    {
        list = text;
        (this.holdsHosts, this.problems) = (holdsHosts, problems);
        SkipSpace();
        if (at + 1 >= list.Length || list[at] != '<' || !(IsPunctuation(list[at + 1]) || char.IsControl(list[at + 1])))
            return;
        separator = list[at + 1];
        at += 2;
        if (separator != '\\' || at >= list.Length || list[at] is not ('n' or 'r' or 't'))
            return;
        separator = list[at++] switch { 'n' => '\n', 'r' => '\r', _ => '\t' };
    }

    /// <summary>Reads the next item that can be read; false at the end of the list.</summary>
    public bool TryRead(out ListEntry entry)
    {
        entry = default;
        SkipSpace();
        if (at >= list.Length)
            return false;
        number++;
        int start = at;
        bool negated = list[at] == '!';
        if (negated)
        {
            at++;
            SkipSpace();
        }

        string text = TakeWholeAddress() ?? TakeText();
        string written = list[start..Math.Min(at, list.Length)].TrimEnd().ToString();
        entry = new ListEntry(number, start + 1, written, text, negated);
        PassSeparator(entry);
        return true;
    }

    // An address that white space or the end of the list closes; the address literal of a domain list brings its own brackets.
    private string? TakeWholeAddress()
    {
        if (separator != ':')
            return null;
        ReadOnlySpan<char> rest = list[at..];
        int end = rest.IndexOfAny(" \t\r\n");
        ReadOnlySpan<char> run = end < 0 ? rest : rest[..end];
        if (!IsAddress(run))
        {
            if (run.IsEmpty || run[^1] != ':' || !IsAddress(run[..^1]))
                return null;
            run = run[..^1];
        }

        string text = run.ToString();
        if (holdsHosts && text != Loopback)
            problems.Add(
                new ListProblem(number, at + 1, $"'{text}' is an IPv6 address, whose colons separate items here; begin the list with another " +
                    $"separator, as in '<; 127.0.0.1 ; {text}'"));
        at += run.Length;
        return text;
    }

    private readonly bool IsAddress(ReadOnlySpan<char> run) =>
        run is ['[', ..] ? Sdk.Mail.MailDomain.TryParse(run, out _) : holdsHosts && run.Contains(':') && AddressBlock.TryParse(run, out _);

    private string TakeText()
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

        return text.ToString().TrimEnd();
    }

    private void PassSeparator(ListEntry entry)
    {
        SkipSpace();
        if (at < list.Length && list[at] != separator)
            problems.Add(new ListProblem(number, at + 1, $"a colon is missing after '{entry.Written}'"));
        else
            at++;
    }

    // A separator may itself be white space.
    private void SkipSpace()
    {
        while (at < list.Length && char.IsWhiteSpace(list[at]) && list[at] != separator)
            at++;
    }

    private static bool IsPunctuation(char c) => c is > ' ' and < '\x7f' && !char.IsAsciiLetterOrDigit(c);
}
