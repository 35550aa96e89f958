using System.Text.Json.Serialization;
using Relay.Sdk.Replies;

namespace Relay.Sdk.Events;

/// <summary><c>smtp:fail:syntax</c>: a client sent a command that is unknown or cannot be read.</summary>
public sealed record SyntaxFailed : ConnectionNotice
{
    /// <summary>The event's name.</summary>
    public const string EventName = "smtp:fail:syntax";

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
