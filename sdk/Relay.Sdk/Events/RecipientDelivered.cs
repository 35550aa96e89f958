namespace Relay.Sdk.Events;

/// <summary><c>msg:delivery</c>: the next hop took the message for one recipient.</summary>
public sealed record RecipientDelivered : Notice
{
    /// <summary>The event's name.</summary>
    public const string EventName = "msg:delivery";

    /// <inheritdoc/>
    public override string Name => EventName;

    /// <summary>The reverse-path; empty for the null reverse-path.</summary>
    public required string ReversePath { get; init; }

    /// <summary>The recipient's mailbox.</summary>
    public required string Recipient { get; init; }

    /// <summary>The next hop's reply to the end of data, on one line: code, enhanced status where it gave one, text.</summary>
    public required string Reply { get; init; }

    /// <summary>The attempt; null when the relay decided without one.</summary>
    public AttemptFacts? Attempt { get; init; }
}
