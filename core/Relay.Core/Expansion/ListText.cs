using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace Relay.Core.Expansion;

/// <summary>Reads lists of any kind of item.</summary>
internal static class ListText
{
    /// <summary>Reads all items.</summary>
    /// <exception cref="ListSyntaxException">An item is not one; the message says which and where.</exception>
    public static ImmutableArray<TItem> Read<TItem>(string text, Func<ListItem, TItem> read)
    {
        var reader = new ListReader(text);
        var items = ImmutableArray.CreateBuilder<TItem>();
        while (reader.TryRead(out ListItem item))
            items.Add(read(item));
        return items.ToImmutable();
    }

    /// <summary>Reads a list, or says which item is wrong and where.</summary>
    public static bool TryParse<TList>(string text, Func<string, TList> parse, [NotNullWhen(true)] out TList? list, [NotNullWhen(false)] out string? error)
        where TList : class
    {
        try
        {
            (list, error) = (parse(text), null);
            return true;
        }
        catch (ListSyntaxException e)
        {
            (list, error) = (null, e.Message);
            return false;
        }
    }
}
