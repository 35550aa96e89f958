namespace Relay.Sdk.Events;

/// <summary><c>tcp:connect</c>: a connection to a host is about to be made, or was forbidden.</summary>
public sealed record ConnectionAttempted : ConnectionNotice
{
    /// <summary>The event's name.</summary>
    public const string EventName = "tcp:connect";

    /// <inheritdoc/>
    public override string Name => EventName;

    /// <summary>Why a plugin left the host out; null when the connection is made.</summary>
    public string? Refusal { get; init; }

    /// <summary>The handler that left the host out, as <c>plugin/handler</c>; null when none did.</summary>
    public string? RefusedBy { get; init; }
}
