using System.Net;
using System.Text.Json.Serialization;
using Relay.Sdk.Dns;
using Relay.Sdk.Mail;

namespace Relay.Sdk.Events;

/// <summary>The host of one outbound connection.</summary>
public sealed record HostFacts
{
    /// <summary>The host name as configured or as in the MX record; the address in brackets for a literal.</summary>
    public required string Name { get; init; }

    /// <summary>Address and port of this attempt.</summary>
    [JsonConverter(typeof(IPEndPointJsonConverter))]
    public required IPEndPoint EndPoint { get; init; }

    /// <summary>What chose the route: <c>routes</c> for the routes table, or the plugin's router; null where that is not known.</summary>
    public string? Router { get; init; }

    /// <summary>The name of the transport.</summary>
    public required string Transport { get; init; }

    /// <summary>The name by which the relay schedules, as <see cref="Spool.QueueEntry.Destination"/>: the next hop and the transport, as in
    /// <c>dest.example/remote</c>.</summary>
    public required string Destination { get; init; }

    /// <summary>The domain that TLS policies belong to: the domain whose MX records count, or the name of the first configured host (RFC 8461 §2);
    /// null where the connection is for none.</summary>
    public MailDomain? Domain { get; init; }

    /// <summary>The DNSSEC state of the host's addresses; null when the address was configured.</summary>
    public DnsSecurity? Security { get; init; }

    /// <summary>The relay's own address and port of the connection; null before it is made.</summary>
    [JsonConverter(typeof(IPEndPointJsonConverter))]
    public IPEndPoint? Local { get; init; }
}
