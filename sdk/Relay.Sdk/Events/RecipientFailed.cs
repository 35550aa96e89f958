namespace Relay.Sdk.Events;

/// <summary><c>msg:fail:delivery</c>: delivery to one recipient has failed for good.</summary>
public sealed record RecipientFailed : Notice
{
    /// <summary>The event's name.</summary>
    public const string EventName = "msg:fail:delivery";

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
}
