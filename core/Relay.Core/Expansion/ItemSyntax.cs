namespace Relay.Core.Expansion;

/// <summary>What the items of all kinds of list have in common: kinds that this version does not have, and advice on separators.</summary>
internal static class ItemSyntax
{
    /// <summary>The fault of an item that needs what this version does not have; null when there is none.</summary>
    public static string? Unavailable(ListEntry entry, string what)
    {
        string? kind = entry.Text switch
        {
            ['^', ..] => "regular expressions",
            ['/', ..] => "items from files",
            ['+', ..] => "named lists and list options",
            var text when text.Contains('$') => "expansions",
            var text when text.Contains(';') => "lookups",
            ['@', not '@', ..] => "items such as @mx_any",
            _ => null,
        };
        return kind is null ? null : $"'{entry.Written}': {kind} are not available in this version; write {what}, or * and the end of a name";
    }

    /// <summary>The sentence "'item' is not …", with advice when the item looks like several.</summary>
    public static string Fault(ListEntry entry, string fault) =>
        $"'{entry.Written}' {fault}{(LooksLikeSeveral(entry) ? "; colons separate items, or another character after a leading <, as in '<, a, b'" : "")}";

    /// <summary>Whether the item looks like several items with a wrong separator between them.</summary>
    public static bool LooksLikeSeveral(ListEntry entry) => entry.Text.AsSpan().ContainsAny(" ,\t\n");
}
