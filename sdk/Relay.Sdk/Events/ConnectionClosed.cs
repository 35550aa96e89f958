namespace Relay.Sdk.Events;

/// <summary><c>tcp:close</c>: a connection to a host that had been made is closed, whatever came of it.</summary>
public sealed record ConnectionClosed : ConnectionNotice
{
    /// <summary>The event's name.</summary>
    public const string EventName = "tcp:close";

    /// <inheritdoc/>
    public override string Name => EventName;

    /// <summary>How long it was open.</summary>
    public required TimeSpan Duration { get; init; }
}
