using Relay.Sdk.Events;
using Relay.Sdk.Mail;

namespace Relay.TestKit.Plugins;

/// <summary>Notices whose values do not matter.</summary>
public static class SomeNotice
{
    public static RecipientDelivered Delivered(string id) => new()
    {
        EventId = id,
        At = DateTimeOffset.UnixEpoch,
        MessageId = new MessageId(1),
        ReversePath = "alice@sender.example",
        Recipient = "bob@dest.example",
        Reply = "250 2.0.0 Taken",
    };

    public static RecipientFailed Failed(string id) => new()
    {
        EventId = id,
        At = DateTimeOffset.UnixEpoch,
        MessageId = new MessageId(1),
        ReversePath = "alice@sender.example",
        Recipient = "bob@dest.example",
        Reply = "550 5.1.1 Unknown",
    };

    public static MessageCompleted Completed(string id) => new() { EventId = id, At = DateTimeOffset.UnixEpoch, MessageId = new MessageId(1) };
}
