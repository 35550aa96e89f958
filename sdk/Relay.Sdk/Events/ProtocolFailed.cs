using System.Text.Json.Serialization;
using Relay.Sdk.Replies;

namespace Relay.Sdk.Events;

/// <summary><c>smtp:fail:protocol</c>: a client gave a command where it is not allowed.</summary>
public sealed record ProtocolFailed : ConnectionNotice
{
    /// <summary>The event's name.</summary>
    public const string EventName = "smtp:fail:protocol";

    /// <inheritdoc/>
    public override string Name => EventName;

    /// <summary>The command as far as it can be shown: one line, of AUTH its first two words; null when no line could be read.</summary>
    public string? Command { get; init; }

    /// <summary>The reply that it got.</summary>
    public required SmtpReply Reply { get; init; }

    /// <inheritdoc/>
    [JsonIgnore]
    public override string? Data => Reply.Text;
}
