namespace Relay.Sdk.Events;

/// <summary><c>msg:delivery</c>: the next hop took the message for one recipient. The reply is that to the end of data.</summary>
public sealed record RecipientDelivered : RecipientNotice
{
    /// <summary>The event's name.</summary>
    public const string EventName = "msg:delivery";

    /// <inheritdoc/>
    public override string Name => EventName;
}
