using Relay.Sdk.Mail;

namespace Relay.Sdk.Events;

/// <summary><c>msg:queued</c>: a message was accepted and is on stable storage.</summary>
public sealed record MessageQueued : MessageNotice
{
    /// <summary>The event's name.</summary>
    public const string EventName = "msg:queued";

    /// <inheritdoc/>
    public override string Name => EventName;

    /// <summary>The reverse-path.</summary>
    public required ReversePath ReversePath { get; init; }

    /// <summary>The recipients' mailboxes, as accepted and after the edits of filters; not empty.</summary>
    public required IReadOnlyList<Mailbox> Recipients { get; init; }

    /// <summary>Octets of header section and body as stored, before dot-stuffing.</summary>
    public required long SizeOctets { get; init; }
}
