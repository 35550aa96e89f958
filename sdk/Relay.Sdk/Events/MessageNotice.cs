using System.Text.Json.Serialization;
using Relay.Sdk.Mail;

namespace Relay.Sdk.Events;

/// <summary>Something that has happened to a message. Kept in the outbox, and told at least once.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "event")]
[JsonDerivedType(typeof(MessageQueued), MessageQueued.EventName)]
[JsonDerivedType(typeof(MessageCompleted), MessageCompleted.EventName)]
[JsonDerivedType(typeof(MessageDeferred), MessageDeferred.EventName)]
[JsonDerivedType(typeof(HostDeferred), HostDeferred.EventName)]
[JsonDerivedType(typeof(RecipientDelivered), RecipientDelivered.EventName)]
[JsonDerivedType(typeof(RecipientHostDeferred), RecipientHostDeferred.EventName)]
[JsonDerivedType(typeof(RecipientDeferred), RecipientDeferred.EventName)]
[JsonDerivedType(typeof(RecipientFailed), RecipientFailed.EventName)]
[JsonDerivedType(typeof(RecipientGivenUp), RecipientGivenUp.EventName)]
public abstract record MessageNotice : Notice
{
    private protected MessageNotice()
    {
    }

    /// <summary>The message concerned.</summary>
    public required MessageId MessageId { get; init; }

    /// <summary>How the message came to the relay; null where that is not known.</summary>
    public OriginFacts? Origin { get; init; }
}
