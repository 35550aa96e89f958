using System.Text.Json.Serialization;
using Relay.Sdk.Replies;

namespace Relay.Sdk.Events;

/// <summary><c>auth:fail</c>: a client could not authenticate, or a host refused the relay's own login for good (5xx).</summary>
public sealed record AuthenticationFailed : ConnectionNotice
{
    /// <summary>The event's name.</summary>
    public const string EventName = "auth:fail";

    /// <inheritdoc/>
    public override string Name => EventName;

    /// <summary>The SASL mechanism, as in <c>PLAIN</c>.</summary>
    public required string Mechanism { get; init; }

    /// <summary>The user that was named; null when none was.</summary>
    public string? User { get; init; }

    /// <summary>The reply to the client, or the host's.</summary>
    public required SmtpReply Reply { get; init; }

    /// <inheritdoc/>
    [JsonIgnore]
    public override string? Data => Reply.ToString();
}
