using Relay.Core.Settings;
using Relay.Sdk.Mail;
using Relay.Sdk.Routing;

namespace Relay.Core.Routing;

/// <summary>Where mail goes, before any name is looked up: the mail exchangers of a domain, or configured hosts.</summary>
public sealed record RouteTarget
{
    /// <summary>The name of the routes table, as a router.</summary>
    public const string Table = "routes";

    /// <summary>The scheduling key, as in <see cref="Sdk.Spool.QueueEntry.Destination"/>: made by <see cref="DestinationName"/> of next hop and
    /// transport.</summary>
    public required string Destination { get; init; }

    /// <summary>The domain to which TLS policies belong: the domain of the MX records, or the name of the first configured host (RFC 8461 §2,
    /// "next-hop domain").</summary>
    public required MailDomain Domain { get; init; }

    /// <summary>The configured hosts in the order of trying; empty for mail exchangers.</summary>
    public IReadOnlyList<NextHop> NextHops { get; init; } = [];

    /// <summary>What chose it: the routes table, or the plugin's handler that routes.</summary>
    public string Router { get; init; } = Table;

    /// <summary>The setting that names the hosts, as in <c>routes[0].via</c>; null when a plugin named them.</summary>
    public string? Setting { get; init; }

    /// <summary>The transport's name.</summary>
    public required string TransportName { get; init; }

    /// <summary>The transport.</summary>
    public required TransportSettings Transport { get; init; }

    /// <summary>Whether the DNS has to be asked for the hosts or their addresses.</summary>
    public bool NeedsDns
    {
        get
        {
            foreach (NextHop hop in NextHops)
            {
                if (!HostAddress.TryParse(hop.Host, out _))
                    return true;
            }

            return NextHops.Count == 0;
        }
    }

    /// <summary>Whether a connection made for the other target serves this target too.</summary>
    public bool SharesConnectionsWith(RouteTarget other) =>
        ReferenceEquals(this, other)
        || (Destination == other.Destination && TransportName == other.TransportName && ReferenceEquals(Transport, other.Transport)
            && Domain == other.Domain);
}
