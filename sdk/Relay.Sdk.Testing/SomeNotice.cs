using System.Globalization;
using Relay.Sdk.Events;
using Relay.Sdk.Replies;

namespace Relay.Sdk.Testing;

/// <summary>One of each notice, with values that go together; <c>with</c> changes those that matter. Each has an event id of its own unless the test
/// gives it.</summary>
public static partial class SomeNotice
{
    private static int last;

    /// <summary>A message from alice@sender.example to bob@dest.example was queued.</summary>
    public static MessageQueued MessageQueued(string? eventId = null) => new()
    {
        EventId = eventId ?? NextId(),
        At = Some.Noon,
        MessageId = Some.MessageId,
        Origin = Some.Origin,
        ReversePath = Some.ReversePath,
        Recipients = [Some.Mailbox()],
        SizeOctets = 1000,
    };

    /// <summary><see cref="Some.Host"/> took the message for bob@dest.example.</summary>
    public static RecipientDelivered RecipientDelivered(string? eventId = null) => new()
    {
        EventId = eventId ?? NextId(),
        At = Some.Noon,
        MessageId = Some.MessageId,
        Origin = Some.Origin,
        ReversePath = Some.ReversePath,
        Recipient = Some.Mailbox(),
        Reply = new SmtpReply(250, "2.0.0", "Taken"),
        Attempt = Some.Attempt,
    };

    /// <summary><see cref="Some.Host"/> did not take the message for bob@dest.example now; in 15 minutes it is tried again.</summary>
    public static RecipientDeferred RecipientDeferred(string? eventId = null) => new()
    {
        EventId = eventId ?? NextId(),
        At = Some.Noon,
        MessageId = Some.MessageId,
        Origin = Some.Origin,
        ReversePath = Some.ReversePath,
        Recipient = Some.Mailbox(),
        Reply = new SmtpReply(451, "4.3.0", "Try again later"),
        Attempt = Some.Attempt,
        NextAttemptAt = Some.Noon.AddMinutes(15),
    };

    /// <summary><see cref="Some.Host"/> does not know bob@dest.example.</summary>
    public static RecipientFailed RecipientFailed(string? eventId = null) => new()
    {
        EventId = eventId ?? NextId(),
        At = Some.Noon,
        MessageId = Some.MessageId,
        Origin = Some.Origin,
        ReversePath = Some.ReversePath,
        Recipient = Some.Mailbox(),
        Reply = new SmtpReply(550, "5.1.1", "Unknown"),
        Attempt = Some.Attempt,
    };

    /// <summary><see cref="Some.Host"/> refused bob@dest.example for now; another host may have taken the message.</summary>
    public static RecipientHostDeferred RecipientHostDeferred(string? eventId = null) => new()
    {
        EventId = eventId ?? NextId(),
        At = Some.Noon,
        MessageId = Some.MessageId,
        Origin = Some.Origin,
        ReversePath = Some.ReversePath,
        Recipient = Some.Mailbox(),
        Reply = new SmtpReply(451, "4.3.0", "Try again later"),
        Attempt = Some.Attempt,
    };

    /// <summary>The time of the message to bob@dest.example ran out.</summary>
    public static RecipientGivenUp RecipientGivenUp(string? eventId = null) => new()
    {
        EventId = eventId ?? NextId(),
        At = Some.Noon,
        MessageId = Some.MessageId,
        Origin = Some.Origin,
        ReversePath = Some.ReversePath,
        Recipient = Some.Mailbox(),
        Reply = new SmtpReply(550, "5.4.7", "Delivery time expired"),
    };

    /// <summary><see cref="Some.Host"/> refused the connection.</summary>
    public static HostDeferred HostDeferred(string? eventId = null) => new()
    {
        EventId = eventId ?? NextId(),
        At = Some.Noon,
        MessageId = Some.MessageId,
        Origin = Some.Origin,
        ReversePath = Some.ReversePath,
        Recipient = Some.Mailbox(),
        Reply = new SmtpReply(451, "4.4.1", "Connection refused"),
        Attempt = Some.Attempt with { Trouble = DeliveryTrouble.Refused },
    };

    /// <summary>No host of dest.example could be reached; in 15 minutes the message to bob@dest.example is tried again.</summary>
    public static MessageDeferred MessageDeferred(string? eventId = null) => new()
    {
        EventId = eventId ?? NextId(),
        At = Some.Noon,
        MessageId = Some.MessageId,
        Origin = Some.Origin,
        ReversePath = Some.ReversePath,
        Recipients = [Some.Mailbox()],
        Reply = new SmtpReply(451, "4.4.1", "Connection refused"),
        Attempt = Some.Attempt with { Trouble = DeliveryTrouble.Refused },
        NextAttemptAt = Some.Noon.AddMinutes(15),
    };

    /// <summary>No recipient of the message is left.</summary>
    public static MessageCompleted MessageCompleted(string? eventId = null) =>
        new() { EventId = eventId ?? NextId(), At = Some.Noon, MessageId = Some.MessageId, Origin = Some.Origin };

    private static string NextId() => string.Create(CultureInfo.InvariantCulture, $"event-{Interlocked.Increment(ref last)}");
}
