using Relay.Sdk.Events;
using Relay.Sdk.Mail;
using Relay.Sdk.Replies;

namespace Relay.TestKit.Plugins;

/// <summary>Notices whose values do not matter.</summary>
public static class SomeNotice
{
    public static RecipientDelivered Delivered(string id) => new()
    {
        EventId = id,
        At = DateTimeOffset.UnixEpoch,
        MessageId = new MessageId(1),
        ReversePath = ReversePath.From(Mailbox.Parse("alice@sender.example")),
        Recipient = Mailbox.Parse("bob@dest.example"),
        Reply = new SmtpReply(250, "2.0.0", "Taken"),
    };

    public static RecipientFailed Failed(string id) => new()
    {
        EventId = id,
        At = DateTimeOffset.UnixEpoch,
        MessageId = new MessageId(1),
        ReversePath = ReversePath.From(Mailbox.Parse("alice@sender.example")),
        Recipient = Mailbox.Parse("bob@dest.example"),
        Reply = new SmtpReply(550, "5.1.1", "Unknown"),
    };

    public static MessageCompleted Completed(string id) => new() { EventId = id, At = DateTimeOffset.UnixEpoch, MessageId = new MessageId(1) };
}
