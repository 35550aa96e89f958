using System.Globalization;
using Relay.Core.Delivery;
using Relay.Core.Handlers;
using Relay.Core.Scheduling.Entries;
using Relay.Core.Scheduling.Intake;
using Relay.Sdk.Events;
using Relay.Sdk.Replies;
using Relay.Sdk.Spool;

namespace Relay.Core.Scheduling.Outcomes;

/// <summary>Makes the notices about messages and recipients that a plugin observes.</summary>
internal sealed class DeliveryNotices(IHandlers handlers)
{
    private static readonly SmtpReply Removed = new(554, "5.0.0", "Removed by an operator");

    /// <summary>The notices of one attempt, those about hosts first; their ids are the same when the attempt is settled again.</summary>
    public IReadOnlyList<MessageNotice> Of(QueueEntry entry, EntryOutcome outcome, DateTimeOffset nextAttempt, DateTimeOffset now)
    {
        if (!handlers.Observes<MessageNotice>())
            return [];
        var maker = new NoticeMaker(entry, nextAttempt, now);
        var notices = new List<MessageNotice>(1);
        AddTrails(notices, maker, outcome);
        if (handlers.Observes<MessageDeferred>())
            AddDeferrals(notices, maker, outcome);
        for (int i = 0; i < outcome.Fates.Length; i++)
        {
            if (ToRecipient(maker, outcome.Fates[i], i) is { } notice)
                notices.Add(notice);
        }

        return notices;
    }

    /// <summary>The notices that reports of the relay's own are in the queue.</summary>
    public IReadOnlyList<MessageNotice> Queued(IReadOnlyList<NewMessage> reports) =>
        !handlers.Observes<MessageQueued>() ? [] : [.. reports.Select(static report =>
            QueuedNotice.Of(report.Message, [.. report.Entries.SelectMany(static entry => entry.Recipients)], origin: null))];

    private MessageNotice? ToRecipient(NoticeMaker maker, RecipientFate one, int index) => one.Kind switch
    {
        RecipientFateKind.Delivered when handlers.Observes<RecipientDelivered>() => maker.Delivered(one, index),
        RecipientFateKind.Deferred when one.IsReplyToRecipient && handlers.Observes<RecipientDeferred>() => maker.Deferred(one, index),
        RecipientFateKind.Failed when one.Leg?.Host is not null => handlers.Observes<RecipientFailed>() ? maker.Failed(one, index) : null,
        RecipientFateKind.Failed when handlers.Observes<RecipientGivenUp>() => maker.GivenUp(one, one.Reply!, index),

        // What became of a settled recipient has been told before.
        RecipientFateKind.Removed when !one.Recipient.IsSettled && handlers.Observes<RecipientGivenUp>() => maker.GivenUp(one, Removed, index),
        _ => null,
    };

    // The transactions of a group share one trail.
    private void AddTrails(List<MessageNotice> notices, NoticeMaker maker, EntryOutcome outcome)
    {
        bool hosts = handlers.Observes<HostDeferred>();
        bool recipients = handlers.Observes<RecipientHostDeferred>();
        if (!hosts && !recipients)
            return;
        var told = new HashSet<AttemptTrail>();
        foreach (RecipientFate one in outcome.Fates)
        {
            if (one.Leg?.Trail is not { } trail || !told.Add(trail))
                continue;
            for (int i = 0; hosts && i < trail.Hosts.Count; i++)
                notices.Add(maker.Host(one, trail.Hosts[i], told.Count, i));
            for (int i = 0; recipients && i < trail.Recipients.Count; i++)
                notices.Add(maker.RecipientAtHost(outcome.Fates[trail.Recipients[i].Recipient], trail.Recipients[i].Reply, trail.Recipients[i].Leg,
                    told.Count, i));
        }
    }

    // One for each transaction, or vain try, that left recipients waiting for a reason that is not their own.
    private static void AddDeferrals(List<MessageNotice> notices, NoticeMaker maker, EntryOutcome outcome)
    {
        List<List<RecipientFate>>? groups = null;
        foreach (RecipientFate one in outcome.Fates)
        {
            if (one.Kind != RecipientFateKind.Deferred || one.IsReplyToRecipient)
                continue;
            groups ??= [];
            if (groups.Find(group => ReferenceEquals(group[0].Leg, one.Leg)) is { } its)
                its.Add(one);
            else
                groups.Add([one]);
        }

        for (int i = 0; i < groups?.Count; i++)
            notices.Add(maker.Message(groups[i], i));
    }

    /// <summary>Makes the notices of one entry's attempt.</summary>
    private readonly struct NoticeMaker(QueueEntry entry, DateTimeOffset nextAttempt, DateTimeOffset now)
    {
        private readonly string attemptId = AttemptId.Of(entry);
        private readonly OriginFacts? origin = MessageFacts.Read(entry.Message.Facts).Origin;

        public RecipientDelivered Delivered(RecipientFate one, int index) => new()
        {
            EventId = EventId(index, "delivered"),
            At = now,
            MessageId = entry.Message.Id,
            Origin = origin,
            ReversePath = entry.Message.ReversePath,
            Recipient = one.Recipient.Mailbox,
            Reply = one.Reply!,
            Attempt = Facts(one),
        };

        public RecipientDeferred Deferred(RecipientFate one, int index) => new()
        {
            EventId = EventId(index, "deferred"),
            At = now,
            MessageId = entry.Message.Id,
            Origin = origin,
            ReversePath = entry.Message.ReversePath,
            Recipient = one.Recipient.Mailbox,
            Reply = one.Reply!,
            Attempt = Facts(one),
            NextAttemptAt = nextAttempt,
        };

        public RecipientFailed Failed(RecipientFate one, int index) => new()
        {
            EventId = EventId(index, "failed"),
            At = now,
            MessageId = entry.Message.Id,
            Origin = origin,
            ReversePath = entry.Message.ReversePath,
            Recipient = one.Recipient.Mailbox,
            Reply = one.Reply!,
            Attempt = Facts(one),
        };

        public RecipientGivenUp GivenUp(RecipientFate one, SmtpReply reply, int index) => new()
        {
            EventId = EventId(index, "given-up"),
            At = now,
            MessageId = entry.Message.Id,
            Origin = origin,
            ReversePath = entry.Message.ReversePath,
            Recipient = one.Recipient.Mailbox,
            Reply = reply,
            Attempt = Facts(one),
        };

        public MessageDeferred Message(List<RecipientFate> waiting, int index) => new()
        {
            EventId = EventId(index, "message-deferred"),
            At = now,
            MessageId = entry.Message.Id,
            Origin = origin,
            ReversePath = entry.Message.ReversePath,
            Recipients = [.. waiting.Select(static one => one.Recipient.Mailbox)],
            Reply = waiting[0].Reply!,
            Attempt = Facts(waiting[0]),
            NextAttemptAt = nextAttempt,
        };

        public HostDeferred Host(RecipientFate first, HostFailure failure, int trail, int index) => new()
        {
            EventId = EventId(index, string.Create(CultureInfo.InvariantCulture, $"host-deferred-{trail}")),
            At = now,
            MessageId = entry.Message.Id,
            Origin = origin,
            ReversePath = entry.Message.ReversePath,
            Recipient = first.Recipient.Mailbox,
            Reply = failure.Reply,
            Attempt = Base(first.Leg!) with
            {
                Host = failure.Host.Name,
                EndPoint = failure.Host.EndPoint,
                Local = failure.Host.Local,
                Security = failure.Host.Security,
                Trouble = failure.Trouble,
                OsError = failure.OsError,
                Tls = failure.Tls,
            },
        };

        public RecipientHostDeferred RecipientAtHost(RecipientFate one, SmtpReply reply, AttemptLeg leg, int trail, int index) => new()
        {
            EventId = EventId(index, string.Create(CultureInfo.InvariantCulture, $"recipient-host-deferred-{trail}")),
            At = now,
            MessageId = entry.Message.Id,
            Origin = origin,
            ReversePath = entry.Message.ReversePath,
            Recipient = one.Recipient.Mailbox,
            Reply = reply,
            Attempt = Base(leg) with { Trouble = DeliveryTrouble.Reply },
        };

        private string EventId(int index, string what) => string.Create(CultureInfo.InvariantCulture, $"{attemptId}-{index}-{what}");

        private AttemptFacts? Facts(RecipientFate one) => one.Leg is not { } leg ? null : Base(leg) with
        {
            Trouble = TroubleOf(one, leg),
            OsError = leg.OsError,
        };

        private static DeliveryTrouble TroubleOf(RecipientFate one, AttemptLeg leg)
        {
            if (one.Kind == RecipientFateKind.Delivered)
                return DeliveryTrouble.None;
            return one.HostReply is not null ? DeliveryTrouble.Reply : one.Outcome?.Trouble ?? leg.Trouble;
        }

        private AttemptFacts Base(AttemptLeg leg) => new()
        {
            AttemptId = attemptId,
            Number = entry.Attempts + 1,
            Router = leg.Router,
            Transport = leg.Transport,
            Host = leg.Host?.Name,
            EndPoint = leg.Host?.EndPoint,
            Local = leg.Host?.Local,
            Security = leg.Host?.Security,
            Tls = leg.Tls,
            Duration = leg.Duration,
        };
    }
}
