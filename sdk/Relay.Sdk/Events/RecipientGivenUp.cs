namespace Relay.Sdk.Events;

/// <summary><c>msg:fail:internal</c>: the relay gave one recipient up without asking a host this time; earlier attempts may have. It has no route,
/// its time ran out, or an operator returned or removed it.</summary>
/// <remarks>There is one <see cref="RecipientDelivered"/>, <see cref="RecipientFailed"/> or RecipientGivenUp for each recipient of a
/// message.</remarks>
public sealed record RecipientGivenUp : RecipientNotice
{
    /// <summary>The event's name.</summary>
    public const string EventName = "msg:fail:internal";

    /// <inheritdoc/>
    public override string Name => EventName;
}
