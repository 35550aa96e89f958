using System.Net;
using System.Text.Json.Serialization;
using Relay.Sdk.Tls;

namespace Relay.Sdk.Events;

/// <summary>What is known of an SMTP client at the time of a moment.</summary>
public sealed record ClientFacts
{
    /// <summary>The id of the session, as in the log.</summary>
    public required string SessionId { get; init; }

    /// <summary>The client's address and port; behind a PROXY header the real client's.</summary>
    [JsonConverter(typeof(IPEndPointJsonConverter))]
    public required IPEndPoint Remote { get; init; }

    /// <summary>The listener's address and port.</summary>
    [JsonConverter(typeof(IPEndPointJsonConverter))]
    public required IPEndPoint Local { get; init; }

    /// <summary>The listener, by its <c>address</c> as relay.json says it; finds a plugin's own options of it
    /// (<see cref="Plugins.IListenerOptions{T}"/>).</summary>
    public string Listener { get; init; } = "";

    /// <summary>The argument of EHLO or HELO; null before it.</summary>
    public string? Helo { get; init; }

    /// <summary>The authenticated identity; null without AUTH.</summary>
    public string? AuthenticatedUser { get; init; }

    /// <summary>TLS facts; null in clear text.</summary>
    public TlsFacts? Tls { get; init; }

    /// <summary>Whether the client may relay to any domain (listed or authenticated).</summary>
    public bool MayRelay { get; init; }
}
