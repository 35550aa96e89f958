namespace Relay.Sdk.Events;

/// <summary><c>msg:rcpt:defer</c>: an attempt for one recipient failed for now and will be made again.</summary>
public sealed record RecipientDeferred : Notice
{
    /// <summary>The event's name.</summary>
    public const string EventName = "msg:rcpt:defer";

    /// <inheritdoc/>
    public override string Name => EventName;

    /// <summary>The reverse-path; empty for the null reverse-path.</summary>
    public required string ReversePath { get; init; }

    /// <summary>The recipient's mailbox.</summary>
    public required string Recipient { get; init; }

    /// <summary>Why, on one line: the peer's reply, or the relay's own reason in the same form.</summary>
    public required string Reply { get; init; }

    /// <summary>The attempt; null when the relay decided without one.</summary>
    public AttemptFacts? Attempt { get; init; }

    /// <summary>When the next attempt is due.</summary>
    public required DateTimeOffset NextAttemptAt { get; init; }
}
