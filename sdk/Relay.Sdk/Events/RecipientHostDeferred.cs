namespace Relay.Sdk.Events;

/// <summary><c>msg:rcpt:host:defer</c>: a host refused one recipient for now (4xx to RCPT); another host may have taken it.</summary>
public sealed record RecipientHostDeferred : RecipientNotice
{
    /// <summary>The event's name.</summary>
    public const string EventName = "msg:rcpt:host:defer";

    /// <inheritdoc/>
    public override string Name => EventName;
}
