using System.Net;

namespace Relay.Core.Expansion;

/// <summary>Lists of clients, whose names are not known but can be looked up.</summary>
public sealed partial class HostList
{
    /// <summary>Whether a client is in the list.</summary>
    /// <param name="address">Its address.</param>
    /// <param name="names">Asked when an item needs it that no item before has decided.</param>
    /// <returns>Null when an item that decides could not be looked up now.</returns>
    /// <remarks>
    /// As in Exim: a whole name matches by its addresses, <c>*tail</c> by the client's confirmed names. A name without addresses, or a client without
    /// names where one is needed, ends the scan, and the list does not match.
    /// </remarks>
    public async ValueTask<bool?> MatchesClientAsync(IPAddress address, IClientNames names)
    {
        bool negated = false;
        foreach (HostListItem item in items)
        {
            switch (await StandingAsync(item, address, names))
            {
                case Standing.Matches:
                    return !item.Negated;
                case Standing.Unknown:
                    return false;
                case Standing.Unavailable:
                    return null;
            }

            negated = item.Negated;
        }

        return negated;
    }

    private static async ValueTask<Standing> StandingAsync(HostListItem item, IPAddress address, IClientNames names)
    {
        if (!item.NeedsName)
            return item.Matches(address, default) ? Standing.Matches : Standing.Differs;
        if (item.WholeName is { } name)
            return Judge(await names.AddressesAsync(name), address, static (found, address) => found.Equals(address));
        return Judge(await names.NamesAsync(), item, static (found, item) => item.Matches(null, found));
    }

    private static Standing Judge<TFound, TSought>(IReadOnlyList<TFound>? found, TSought sought, Func<TFound, TSought, bool> matches)
    {
        if (found is null)
            return Standing.Unavailable;
        foreach (TFound one in found)
        {
            if (matches(one, sought))
                return Standing.Matches;
        }

        return found.Count == 0 ? Standing.Unknown : Standing.Differs;
    }

    private enum Standing
    {
        Differs,
        Matches,
        Unknown,
        Unavailable,
    }
}
