using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Net;

namespace Relay.Core.Expansion;

/// <summary>A host list in Exim's syntax, without the items that need lookups, files, regular expressions or expansion.</summary>
/// <remarks>
/// Items: an address, a block in CIDR form, a host name, <c>*tail</c> of host names, <c>*</c> for all, each with <c>!</c> before it for "not". The first
/// item that matches decides; when none does, the answer is the opposite of what the last item would have said. The empty list matches nothing.
/// Where this differs from Exim: for a delivery, names are compared with the name that the caller knows (the MX or configured host) and never looked up
/// (<see cref="MatchesHost"/>); for a client they are (<see cref="MatchesClientAsync"/>), or else the list does not match and the scan stops there, as Exim
/// does for unknown names; so addresses go before names. An IPv4-mapped IPv6 client address counts as IPv4; a mapped address as an item therefore never matches.
/// </remarks>
public sealed partial class HostList
{
    private readonly ImmutableArray<HostListItem> items;
    private readonly string text;

    private HostList(string text, ImmutableArray<HostListItem> items)
    {
        (this.text, this.items) = (text, items);
        foreach (HostListItem item in items)
            NeedsHostName |= item.NeedsName;
    }

    /// <summary>The list that matches nothing.</summary>
    public static HostList Empty { get; } = new("", []);

    /// <summary>Whether it has no item at all.</summary>
    public bool IsEmpty => items.IsEmpty;

    /// <summary>Whether an item can only be decided by the host's name.</summary>
    public bool NeedsHostName { get; }

    /// <summary>Reads a list.</summary>
    /// <exception cref="ListSyntaxException">An item is not one; the message says which and where.</exception>
    public static HostList Parse(string text) => new(text, ListText.Read(text, HostListItem.Parse));

    /// <summary>Reads a list, or says which item is wrong and where.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out HostList? list, [NotNullWhen(false)] out string? error) =>
        ListText.TryParse(text, Parse, out list, out error);

    /// <summary>Whether a client of which nothing is looked up is in the list; no, when an item is reached that needs its name.</summary>
    /// <param name="address">Its address; null when there is none (yet).</param>
    public bool Matches(IPAddress? address)
    {
        bool negated = false;
        foreach (HostListItem item in items)
        {
            if (item.NeedsName)
                return false;
            if (item.Matches(address, default))
                return !item.Negated;
            negated = item.Negated;
        }

        return negated;
    }

    /// <summary>Whether a host that the relay chose itself, to deliver to, is in the list.</summary>
    /// <param name="address">Its address; null when there is none (yet).</param>
    /// <param name="hostName">
    /// Its name as A-labels without a trailing dot; null when it has none, as where a route names an address. Then no name is its name, and the scan goes on.
    /// </param>
    public bool MatchesHost(IPAddress? address, string? hostName)
    {
        bool negated = false;
        foreach (HostListItem item in items)
        {
            if (item.Matches(address, hostName))
                return !item.Negated;
            negated = item.Negated;
        }

        return negated;
    }

    /// <summary>The list as it was written.</summary>
    public override string ToString() => text;
}
