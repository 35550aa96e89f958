using System.Text.Json.Serialization;

namespace Relay.Sdk.Events;

/// <summary><c>dane:fail</c>: DANE (RFC 7672) kept the relay from using a host, or from taking it for verified.</summary>
public sealed record DaneFailed : ConnectionNotice
{
    /// <summary>The event's name.</summary>
    public const string EventName = "dane:fail";

    /// <inheritdoc/>
    public override string Name => EventName;

    /// <summary>A result type of RFC 8460 §4.3, as in <c>validation-failure</c>.</summary>
    public required string ResultType { get; init; }

    /// <summary>Why, on one line.</summary>
    public required string Reason { get; init; }

    /// <inheritdoc/>
    [JsonIgnore]
    public override string? Data => ResultType;
}
