using System.Text.Json.Serialization;
using Relay.Sdk.Mail;
using Relay.Sdk.Replies;

namespace Relay.Sdk.Events;

/// <summary><c>msg:host:defer</c>: a host could not be used in this attempt; another host may have been.</summary>
public sealed record HostDeferred : MessageNotice
{
    /// <summary>The event's name.</summary>
    public const string EventName = "msg:host:defer";

    /// <inheritdoc/>
    public override string Name => EventName;

    /// <summary>The reverse-path.</summary>
    public required ReversePath ReversePath { get; init; }

    /// <summary>The first of the recipients that the host was tried for.</summary>
    public required Mailbox Recipient { get; init; }

    /// <summary>Why: the host's reply, or the relay's own reason in the same form.</summary>
    public required SmtpReply Reply { get; init; }

    /// <summary>The attempt, with the host and what the trouble was.</summary>
    public required AttemptFacts Attempt { get; init; }

    /// <inheritdoc/>
    [JsonIgnore]
    public override string? Data => Reply.ToString();
}
