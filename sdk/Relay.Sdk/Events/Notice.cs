using System.Text.Json.Serialization;

namespace Relay.Sdk.Events;

/// <summary>Something that has happened. Sealed records of the sdk only; as JSON under their <see cref="Name"/>.</summary>
/// <remarks>Later versions of the sdk have more kinds: an observer of all takes those that it knows, and leaves the others.</remarks>
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
[JsonDerivedType(typeof(ConnectionAttempted), ConnectionAttempted.EventName)]
[JsonDerivedType(typeof(ConnectionClosed), ConnectionClosed.EventName)]
[JsonDerivedType(typeof(CertificateSeen), CertificateSeen.EventName)]
[JsonDerivedType(typeof(HandshakeFailed), HandshakeFailed.EventName)]
[JsonDerivedType(typeof(GreetingSeen), GreetingSeen.EventName)]
[JsonDerivedType(typeof(EhloAnswered), EhloAnswered.EventName)]
[JsonDerivedType(typeof(ProtocolFailed), ProtocolFailed.EventName)]
[JsonDerivedType(typeof(SyntaxFailed), SyntaxFailed.EventName)]
[JsonDerivedType(typeof(AuthenticationFailed), AuthenticationFailed.EventName)]
[JsonDerivedType(typeof(TlsJudged), TlsJudged.EventName)]
[JsonDerivedType(typeof(DaneFailed), DaneFailed.EventName)]
[JsonDerivedType(typeof(DnsFailed), DnsFailed.EventName)]
public abstract record Notice
{
    private protected Notice()
    {
    }

    /// <summary>The event's name: words parted by colons, as in <c>msg:delivery</c>.</summary>
    [JsonIgnore]
    public abstract string Name { get; }

    /// <summary>The same over repeats of one notice, also after a restart; never that of another.</summary>
    public required string EventId { get; init; }

    /// <summary>When it happened, by the relay's clock, in UTC.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>What Exim gives as <c>$event_data</c>; null where it gives nothing. The events page says what it is for each event.</summary>
    [JsonIgnore]
    public virtual string? Data => null;
}
