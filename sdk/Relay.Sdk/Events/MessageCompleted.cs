using Relay.Sdk.Mail;
using Relay.Sdk.Spool;

namespace Relay.Sdk.Events;

/// <summary><c>msg:complete</c>: no recipient of the message is left in the queue.</summary>
/// <remarks>One for each message, written by the store with the change that takes the last entry out (<see cref="SpoolChange.CompletedAt"/>).
/// A store cannot read what the relay keeps with a message: <see cref="MessageNotice.Origin"/> is null.</remarks>
public sealed record MessageCompleted : MessageNotice
{
    /// <summary>The event's name.</summary>
    public const string EventName = "msg:complete";

    /// <inheritdoc/>
    public override string Name => EventName;

    /// <summary>The reverse-path of the message; null in notices that a relay of an earlier version has left.</summary>
    public ReversePath? ReversePath { get; init; }

    /// <summary>Makes the notice of a message, with the one id that this notice of this message has.</summary>
    public static MessageCompleted Of(QueuedMessage message, DateTimeOffset at) =>
        new() { EventId = $"{message.Id}-complete", At = at, MessageId = message.Id, ReversePath = message.ReversePath };
}
