using Relay.Core.Settings;

namespace Relay.Core.Routing;

/// <summary>Names what is scheduled together: a next hop and the transport that leads to it.</summary>
/// <remarks>
/// Limits belong to a transport, so mail of one transport never waits for the limit of another to the same next hop.
/// The default transport is left out of the name: <c>smarthost.example:25</c>, and <c>smarthost.example:25/bulk</c> for the transport bulk.
/// </remarks>
public static class DestinationName
{
    // No next hop has this character in it: it is a domain or a list of hosts with ports.
    private const char Separator = '/';

    /// <summary>The name.</summary>
    /// <param name="nextHop">A domain for mail exchangers; the configured hosts otherwise.</param>
    /// <param name="transport">Name of the transport.</param>
    public static string Of(string nextHop, string transport) =>
        transport == RelaySettings.DefaultTransport ? nextHop : $"{nextHop}{Separator}{transport}";

    /// <summary>The transport of a destination.</summary>
    public static string TransportOf(string destination)
    {
        int separator = destination.IndexOf(Separator);
        return separator < 0 ? RelaySettings.DefaultTransport : destination[(separator + 1)..];
    }
}
