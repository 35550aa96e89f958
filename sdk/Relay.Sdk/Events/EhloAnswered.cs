using System.Text.Json.Serialization;
using Relay.Sdk.Replies;

namespace Relay.Sdk.Events;

/// <summary><c>smtp:ehlo</c>: a host answered EHLO, with its extensions or with a refusal; once more under STARTTLS.</summary>
public sealed record EhloAnswered : ConnectionNotice
{
    /// <summary>The event's name.</summary>
    public const string EventName = "smtp:ehlo";

    /// <inheritdoc/>
    public override string Name => EventName;

    /// <summary>The whole reply, LF between lines.</summary>
    public required SmtpReply Reply { get; init; }

    /// <inheritdoc/>
    [JsonIgnore]
    public override string? Data => Reply.Text;
}
