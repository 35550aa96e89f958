using System.Text.Json.Serialization;

namespace Relay.Sdk.Events;

/// <summary><c>smtp:connect</c>: a host greeted with 220.</summary>
public sealed record GreetingSeen : ConnectionNotice
{
    /// <summary>The event's name.</summary>
    public const string EventName = "smtp:connect";

    /// <inheritdoc/>
    public override string Name => EventName;

    /// <summary>The whole greeting, LF between lines.</summary>
    public required string Greeting { get; init; }

    /// <summary>Why a plugin left the host out; null when the session goes on.</summary>
    public string? Refusal { get; init; }

    /// <summary>The handler that left the host out, as <c>plugin/handler</c>; null when none did.</summary>
    public string? RefusedBy { get; init; }

    /// <inheritdoc/>
    [JsonIgnore]
    public override string? Data => Greeting;
}
