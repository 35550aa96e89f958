using Relay.Sdk.Mail;

namespace Relay.Core.Expansion;

/// <summary>A name, the end of names after <c>*</c>, or anything.</summary>
/// <param name="Text">Lower-case A-labels.</param>
/// <param name="IsTail">The item began with <c>*</c>.</param>
internal readonly record struct ListPattern(string Text, bool IsTail)
{
    /// <summary>Whether a name (A-labels in any case) fits.</summary>
    public bool Matches(ReadOnlySpan<char> name) =>
        IsTail ? name.EndsWith(Text, StringComparison.OrdinalIgnoreCase) : name.Equals(Text, StringComparison.OrdinalIgnoreCase);

    /// <summary>Reads an item that is a name, an address literal or a wildcard.</summary>
    /// <param name="item">Not empty.</param>
    /// <param name="what">What the list holds, for the error.</param>
    /// <exception cref="ListSyntaxException">It is none of them, or a kind that needs what this version does not have.</exception>
    public static ListPattern Parse(ListItem item, string what)
    {
        RefuseUnavailable(item, what);
        string text = item.Text;
        if (text[0] != '*')
            return new ListPattern(ParseName(item, text, what), false);
        string tail = text[1..];
        if (tail.Length == 0)
            return new ListPattern("", true);
        if (tail[0] == '.')
            return new ListPattern("." + ParseName(item, tail[1..], what), true);
        if (!System.Text.Ascii.IsValid(tail))
            throw new ListSyntaxException(item.Position, $"'{text}': after * a name beyond ASCII must begin with a whole label, as in *.name");
        return new ListPattern(ParseName(item, tail, what), true);
    }

    private static string ParseName(ListItem item, string name, string what)
    {
        if (MailDomain.TryParse(name, out MailDomain domain))
            return domain.Value;
        string advice = name.AsSpan().ContainsAny(" ,\t\n") ? "; items are parted by colons, or by another character after a leading <, as in '<, a, b'"
            : name.Contains('*') ? "; * can stand at the beginning only"
            : "";
        throw new ListSyntaxException(item.Position, $"'{item.Text}' is not {what}{advice}");
    }

    private static void RefuseUnavailable(ListItem item, string what)
    {
        string? kind = item.Text[0] switch
        {
            '^' => "regular expressions",
            '/' => "items from files",
            '+' => "named lists and list options",
            '@' => "@ items",
            _ when item.Text.Contains('$') => "expansions",
            _ when item.Text.Contains(';') => "lookups",
            _ => null,
        };
        if (kind is not null)
            throw new ListSyntaxException(item.Position, $"'{item.Text}': {kind} are not available in this version; write {what} or * and the end of one");
    }
}
