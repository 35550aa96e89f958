namespace Relay.Sdk.Events;

/// <summary><c>msg:rcpt:defer</c>: an attempt for one recipient failed for now and will be made again.</summary>
public sealed record RecipientDeferred : RecipientNotice
{
    /// <summary>The event's name.</summary>
    public const string EventName = "msg:rcpt:defer";

    /// <inheritdoc/>
    public override string Name => EventName;

    /// <summary>When the next attempt is due.</summary>
    public required DateTimeOffset NextAttemptAt { get; init; }
}
