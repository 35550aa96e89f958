using System.Net;

namespace Relay.Core.Expansion;

/// <summary>What the DNS says about a client; asked only when an item of a host list needs it.</summary>
public interface IClientNames
{
    /// <summary>Finds the client's names: those that its address leads to and that lead back to its address.</summary>
    /// <returns>A-labels without a trailing dot; empty when it has none; null when the DNS gave no answer.</returns>
    ValueTask<IReadOnlyList<string>?> NamesAsync();

    /// <summary>Finds the addresses of a name in the client's address family.</summary>
    /// <returns>Empty when there are none; null when the DNS gave no answer.</returns>
    ValueTask<IReadOnlyList<IPAddress>?> AddressesAsync(string name);
}
