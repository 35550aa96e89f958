using Relay.Core.Settings;
using Relay.Sdk.Mail;
using Relay.Sdk.Spool;

namespace Relay.Core.Scheduling.Retry;

/// <summary>When a queued message is late, and when it is too old.</summary>
public sealed class AgeLimits(RelaySettings settings)
{
    /// <summary>The first <see cref="QueueEntry.AttentionAt"/> of an entry.</summary>
    /// <param name="receivedAt">When the message was accepted.</param>
    /// <param name="reversePath">A null reverse-path is never told of delays.</param>
    public DateTimeOffset FirstAttention(DateTimeOffset receivedAt, ReversePath reversePath) => AttentionAt(receivedAt, reversePath, delayNoticeSent: false);

    /// <summary>The next <see cref="QueueEntry.AttentionAt"/>, going by what has been sent already.</summary>
    public DateTimeOffset AttentionAt(QueueEntry entry) => AttentionAt(entry.Message.ReceivedAt, entry.Message.ReversePath, entry.DelayNoticeSent);

    /// <summary>The entry, looked at no later than these limits say: it may have been stored under others.</summary>
    public QueueEntry Sooner(QueueEntry entry) => AttentionAt(entry) is var at && at < entry.AttentionAt ? entry with { AttentionAt = at } : entry;

    /// <summary>Whether the entry has reached the maximum age.</summary>
    public bool IsTooOld(QueueEntry entry, DateTimeOffset now) => now >= EndOf(entry.Message);

    /// <summary>When the message reaches the maximum age.</summary>
    public DateTimeOffset EndOf(QueuedMessage message) => message.ReceivedAt + settings.Delivery.MaxAge;

    /// <summary>Whether the delay notice is due and was not sent yet.</summary>
    public bool IsLate(QueueEntry entry, DateTimeOffset now) =>
        settings.Reports.DelayNotice > TimeSpan.Zero && !entry.DelayNoticeSent && !entry.Message.ReversePath.IsNull
        && now >= entry.Message.ReceivedAt + settings.Reports.DelayNotice;

    private DateTimeOffset AttentionAt(DateTimeOffset receivedAt, ReversePath reversePath, bool delayNoticeSent)
    {
        TimeSpan notice = settings.Reports.DelayNotice;
        bool owed = notice > TimeSpan.Zero && notice < settings.Delivery.MaxAge && !delayNoticeSent && !reversePath.IsNull;
        return receivedAt + (owed ? notice : settings.Delivery.MaxAge);
    }
}
