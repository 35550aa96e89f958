namespace Relay.Sdk.Events;

/// <summary><c>msg:rcpt:defer</c>: the last host that was asked refused one recipient for now (4xx to RCPT); it will be tried again.</summary>
/// <remarks>What keeps all recipients of an attempt waiting is told once, as <see cref="MessageDeferred"/>.</remarks>
public sealed record RecipientDeferred : RecipientNotice
{
    /// <summary>The event's name.</summary>
    public const string EventName = "msg:rcpt:defer";

    /// <inheritdoc/>
    public override string Name => EventName;

    /// <summary>When the next attempt is due.</summary>
    public required DateTimeOffset NextAttemptAt { get; init; }
}
