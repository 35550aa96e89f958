using System.Net;
using System.Runtime.InteropServices;

namespace Relay.Core.Expansion;

/// <summary>One item of a host list.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct HostListItem
{
    private enum Kind
    {
        NoHost,
        Any,
        Block,
        Name,
    }

    private readonly Kind kind;
    private readonly AddressBlock block;
    private readonly ListPattern pattern;

    private HostListItem(Kind kind, bool negated, AddressBlock block = default, ListPattern pattern = default) =>
        (this.kind, Negated, this.block, this.pattern) = (kind, negated, block, pattern);

    public bool Negated { get; }

    /// <summary>Whether the host's name must be known to decide.</summary>
    public bool NeedsName => kind == Kind.Name;

    /// <summary>A host name without wildcard; null when the item is something else.</summary>
    public string? WholeName => kind == Kind.Name && !pattern.IsTail ? pattern.Text : null;

    public bool Matches(IPAddress? address, ReadOnlySpan<char> name) => kind switch
    {
        Kind.Any => true,
        Kind.NoHost => address is null && name.IsEmpty,
        Kind.Block => address is not null && block.Contains(address),
        _ => pattern.Matches(name),
    };

    /// <exception cref="ListSyntaxException">It is no host item of this version.</exception>
    public static HostListItem Parse(ListItem item)
    {
        if (item.Text.Length == 0)
            return new HostListItem(Kind.NoHost, item.Negated);
        if (item.Text == "*")
            return new HostListItem(Kind.Any, item.Negated);
        if (AddressBlock.TryParse(item.Text, out AddressBlock block))
            return new HostListItem(Kind.Block, item.Negated, block);
        if (LooksNumeric(item.Text))
            throw new ListSyntaxException(item.Position, $"'{item.Text}' is neither an IP address nor a block as in 192.0.2.0/24 or 2001:db8::/32");
        ListPattern pattern = ListPattern.Parse(item, "a host name, an address or a block");
        if (pattern.Text is ['[', ..])
            throw new ListSyntaxException(item.Position, $"'{item.Text}': write the address without brackets");
        return new HostListItem(Kind.Name, item.Negated, pattern: pattern);
    }

    // What was meant as an address must not become a host name that never matches.
    private static bool LooksNumeric(string text)
    {
        if (text[0] == '/' || text.Contains(';'))
            return false;
        if (text.Contains(':') || text.Contains('/'))
            return true;
        foreach (char c in text)
        {
            if (!char.IsAsciiDigit(c) && c != '.')
                return false;
        }

        return true;
    }
}
