namespace Relay.Sdk.Events;

/// <summary><c>msg:complete</c>: no recipient of the message is left in the queue.</summary>
public sealed record MessageCompleted : Notice
{
    /// <summary>The event's name.</summary>
    public const string EventName = "msg:complete";

    /// <inheritdoc/>
    public override string Name => EventName;
}
