using System.Text.Json.Serialization;

namespace Relay.Sdk.Events;

/// <summary><c>tls:fail:connect</c>: a client's TLS handshake failed, was not done in time, or the client went away during it.</summary>
public sealed record HandshakeFailed : ConnectionNotice
{
    /// <summary>The event's name.</summary>
    public const string EventName = "tls:fail:connect";

    /// <inheritdoc/>
    public override string Name => EventName;

    /// <summary>What the TLS library or the system says, on one line.</summary>
    public required string Problem { get; init; }

    /// <inheritdoc/>
    [JsonIgnore]
    public override string? Data => Problem;
}
