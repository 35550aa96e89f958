using System.Net;
using System.Text.Json.Serialization;
using Relay.Sdk.Dns;
using Relay.Sdk.Tls;

namespace Relay.Sdk.Events;

/// <summary>Facts of the attempt that led to a notice.</summary>
public sealed record AttemptFacts
{
    /// <summary>The id of the attempt, as in the log.</summary>
    public required string AttemptId { get; init; }

    /// <summary>Which attempt of this message at this destination, from 1.</summary>
    public required int Number { get; init; }

    /// <summary>What chose the route: <c>routes</c> for the routes table, or the plugin's router; null where that is not known.</summary>
    public string? Router { get; init; }

    /// <summary>The transport's name.</summary>
    public required string Transport { get; init; }

    /// <summary>The host's name; null when none was reached.</summary>
    public string? Host { get; init; }

    /// <summary>The host's address and port; null when none was reached.</summary>
    [JsonConverter(typeof(IPEndPointJsonConverter))]
    public IPEndPoint? EndPoint { get; init; }

    /// <summary>The relay's own address and port of the connection; null when there was none.</summary>
    [JsonConverter(typeof(IPEndPointJsonConverter))]
    public IPEndPoint? Local { get; init; }

    /// <summary>The DNSSEC state of the host's addresses; null when the address was configured.</summary>
    public DnsSecurity? Security { get; init; }

    /// <summary>What the trouble was.</summary>
    public DeliveryTrouble Trouble { get; init; }

    /// <summary>The operating system's error number (errno); null when it gave none.</summary>
    public int? OsError { get; init; }

    /// <summary>TLS facts of the connection; null in clear text.</summary>
    public TlsFacts? Tls { get; init; }

    /// <summary>From looking for a connection for this transaction, or taking an open one, to its outcome.</summary>
    public TimeSpan Duration { get; init; }
}
