using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace Relay.Core.Expansion;

/// <summary>A domain list in Exim's syntax, without the items that need lookups, files, regular expressions or expansion.</summary>
/// <remarks>
/// Items: a domain, an address literal, <c>*tail</c> (<c>*.example</c> matches <c>a.example</c> but not <c>example</c>; <c>*</c> matches all), each with
/// <c>!</c> before it for "not". The first item that matches decides; when none does, the answer is the opposite of what the last item would have said,
/// so that a list ending in a negative item matches everything else. The empty list matches nothing.
/// </remarks>
public sealed class DomainList
{
    private readonly ImmutableArray<(ListPattern Pattern, bool Negated)> items;
    private readonly string text;

    private DomainList(string text, ImmutableArray<(ListPattern Pattern, bool Negated)> items) => (this.text, this.items) = (text, items);

    /// <summary>The list that matches nothing.</summary>
    public static DomainList Empty { get; } = new("", []);

    /// <summary>Whether it has no item at all.</summary>
    public bool IsEmpty => items.IsEmpty;

    /// <summary>Reads a list.</summary>
    /// <exception cref="ListSyntaxException">An item is not one; the message says which and where.</exception>
    public static DomainList Parse(string text) => new(text, ListText.Read(text, Read));

    /// <summary>Reads a list, or says which item is wrong and where.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out DomainList? list, [NotNullWhen(false)] out string? error) =>
        ListText.TryParse(text, Parse, out list, out error);

    /// <summary>Whether a domain is in the list.</summary>
    /// <param name="domain">As in <see cref="Sdk.Mail.MailDomain.Value"/>: A-labels, or a literal in brackets.</param>
    public bool Matches(ReadOnlySpan<char> domain)
    {
        bool negated = false;
        foreach ((ListPattern pattern, bool not) in items)
        {
            if (pattern.Matches(domain))
                return !not;
            negated = not;
        }

        return negated;
    }

    /// <summary>The list as it was written.</summary>
    public override string ToString() => text;

    // An empty item stands for nothing here, but can be the last one (Exim does the same).
    private static (ListPattern Pattern, bool Negated) Read(ListItem item) =>
        (item.Text.Length == 0 ? new ListPattern("", false) : ListPattern.Parse(item, "a domain"), item.Negated);
}
