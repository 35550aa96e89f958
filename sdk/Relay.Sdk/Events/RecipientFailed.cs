namespace Relay.Sdk.Events;

/// <summary><c>msg:fail:delivery</c>: delivery to one recipient has failed for good, in an attempt.</summary>
public sealed record RecipientFailed : RecipientNotice
{
    /// <summary>The event's name.</summary>
    public const string EventName = "msg:fail:delivery";

    /// <inheritdoc/>
    public override string Name => EventName;
}
