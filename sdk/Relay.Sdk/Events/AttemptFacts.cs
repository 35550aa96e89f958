using System.Net;
using System.Text.Json.Serialization;
using Relay.Sdk.Tls;

namespace Relay.Sdk.Events;

/// <summary>Facts of the attempt that led to a notice about a recipient.</summary>
public sealed record AttemptFacts
{
    /// <summary>The id of the attempt, as in the log.</summary>
    public required string AttemptId { get; init; }

    /// <summary>Which attempt of this message at this destination, from 1.</summary>
    public required int Number { get; init; }

    /// <summary>The transport's name.</summary>
    public required string Transport { get; init; }

    /// <summary>The host's name; null when none was reached.</summary>
    public string? Host { get; init; }

    /// <summary>The host's address and port; null when none was reached.</summary>
    [JsonConverter(typeof(IPEndPointJsonConverter))]
    public IPEndPoint? EndPoint { get; init; }

    /// <summary>TLS facts of the connection; null in clear text.</summary>
    public TlsFacts? Tls { get; init; }

    /// <summary>From the start of the attempt to its outcome.</summary>
    public TimeSpan Duration { get; init; }
}
