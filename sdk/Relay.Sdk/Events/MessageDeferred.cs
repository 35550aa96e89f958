using System.Text.Json.Serialization;
using Relay.Sdk.Mail;
using Relay.Sdk.Replies;

namespace Relay.Sdk.Events;

/// <summary><c>msg:defer</c>: an attempt came to nothing for now, for a reason that concerns all these recipients, and will be made again.</summary>
public sealed record MessageDeferred : MessageNotice
{
    /// <summary>The event's name.</summary>
    public const string EventName = "msg:defer";

    /// <inheritdoc/>
    public override string Name => EventName;

    /// <summary>The reverse-path.</summary>
    public required ReversePath ReversePath { get; init; }

    /// <summary>The recipients that wait; not empty.</summary>
    public required IReadOnlyList<Mailbox> Recipients { get; init; }

    /// <summary>Why: the peer's reply, or the relay's own reason in the same form.</summary>
    public required SmtpReply Reply { get; init; }

    /// <summary>The attempt at the last host; null when no route was found.</summary>
    public AttemptFacts? Attempt { get; init; }

    /// <summary>When the next attempt is due.</summary>
    public required DateTimeOffset NextAttemptAt { get; init; }

    /// <inheritdoc/>
    [JsonIgnore]
    public override string? Data => Reply.ToString();
}
