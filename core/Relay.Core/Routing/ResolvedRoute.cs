using Relay.Core.Settings;
using Relay.Sdk.Mail;

namespace Relay.Core.Routing;

/// <summary>Where a group of recipients can be sent now: hosts with addresses, in the order of trying.</summary>
public sealed record ResolvedRoute
{
    /// <summary>The scheduling key, as in <see cref="Sdk.Spool.QueueEntry.Destination"/>.</summary>
    public required string Destination { get; init; }

    /// <summary>The domain that TLS policies belong to: the domain whose MX records count, or the name of the first configured host (RFC 8461
    /// §2).</summary>
    public required MailDomain Domain { get; init; }

    /// <summary>The hosts; at least one, each with at least one address.</summary>
    public required IReadOnlyList<RouteHost> Hosts { get; init; }

    /// <summary>Whether only hosts are of use that keep REQUIRETLS (RFC 8689 §4.2.1).</summary>
    public bool RequireTls { get; init; }

    /// <summary>What chose it, as <see cref="RouteTarget.Router"/>.</summary>
    public string Router { get; init; } = RouteTarget.Table;

    /// <summary>The transport's name.</summary>
    public required string TransportName { get; init; }

    /// <summary>The transport.</summary>
    public required TransportSettings Transport { get; init; }
}
