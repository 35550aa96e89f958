using System.Globalization;
using Relay.Core.Handlers;
using Relay.Core.Scheduling.Entries;
using Relay.Sdk.Events;
using Relay.Sdk.Spool;

namespace Relay.Core.Scheduling.Outcomes;

/// <summary>Makes the notices about recipients that somebody observes.</summary>
internal sealed class DeliveryNotices(IHandlers handlers)
{
    /// <summary>The notices of one attempt; their ids are the same when the attempt is settled again.</summary>
    public IReadOnlyList<MessageNotice> Of(QueueEntry entry, EntryOutcome outcome, DateTimeOffset nextAttempt, DateTimeOffset now)
    {
        bool delivered = handlers.Observes<RecipientDelivered>();
        bool deferred = handlers.Observes<RecipientDeferred>();
        bool failed = handlers.Observes<RecipientFailed>();
        if (!delivered && !deferred && !failed)
            return [];
        var notices = new List<MessageNotice>(1);
        for (int i = 0; i < outcome.Fates.Length; i++)
        {
            RecipientFate fate = outcome.Fates[i];
            if (delivered && fate.Kind == RecipientFateKind.Delivered)
                notices.Add(Delivered(entry, fate, i, now));
            else if (deferred && fate.Kind == RecipientFateKind.Deferred)
                notices.Add(Deferred(entry, fate, i, nextAttempt, now));
            else if (failed && fate.Kind == RecipientFateKind.Failed)
                notices.Add(Failed(entry, fate, i, now));
        }

        return notices;
    }

    private static RecipientDelivered Delivered(QueueEntry entry, RecipientFate fate, int index, DateTimeOffset now) => new()
    {
        EventId = EventId(entry, index, "delivered"),
        At = now,
        MessageId = entry.Message.Id,
        ReversePath = entry.Message.ReversePath,
        Recipient = fate.Recipient.Mailbox,
        Reply = fate.Reply!,
        Attempt = Facts(entry, fate),
    };

    private static RecipientDeferred Deferred(QueueEntry entry, RecipientFate fate, int index, DateTimeOffset nextAttempt, DateTimeOffset now) => new()
    {
        EventId = EventId(entry, index, "deferred"),
        At = now,
        MessageId = entry.Message.Id,
        ReversePath = entry.Message.ReversePath,
        Recipient = fate.Recipient.Mailbox,
        Reply = fate.Reply!,
        Attempt = Facts(entry, fate),
        NextAttemptAt = nextAttempt,
    };

    private static RecipientFailed Failed(QueueEntry entry, RecipientFate fate, int index, DateTimeOffset now) => new()
    {
        EventId = EventId(entry, index, "failed"),
        At = now,
        MessageId = entry.Message.Id,
        ReversePath = entry.Message.ReversePath,
        Recipient = fate.Recipient.Mailbox,
        Reply = fate.Reply!,
        Attempt = Facts(entry, fate),
    };

    private static string EventId(QueueEntry entry, int index, string what) => string.Create(CultureInfo.InvariantCulture, $"{AttemptId.Of(entry)}-{index}-{what}");

    private static AttemptFacts? Facts(QueueEntry entry, RecipientFate fate) => fate.Leg is not { } leg ? null : new AttemptFacts
    {
        AttemptId = AttemptId.Of(entry),
        Number = entry.Attempts + 1,
        Transport = leg.Transport,
        Host = leg.Host?.Name,
        EndPoint = leg.Host?.EndPoint,
        Tls = leg.Tls,
        Duration = leg.Duration,
    };
}
