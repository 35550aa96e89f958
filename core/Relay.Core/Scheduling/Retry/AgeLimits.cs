using Relay.Core.Settings;
using Relay.Sdk.Mail;
using Relay.Sdk.Spool;

namespace Relay.Core.Scheduling.Retry;

/// <summary>When a queued message is late, and when it is too old.</summary>
public sealed class AgeLimits(RelaySettings settings)
{
    /// <summary>The first <see cref="QueueEntry.ReviewAt"/> of an entry.</summary>
    /// <param name="receivedAt">When the message was accepted.</param>
    /// <param name="reversePath">A null reverse-path is never told of delays.</param>
    public DateTimeOffset FirstReview(DateTimeOffset receivedAt, ReversePath reversePath) =>
        ReviewAt(receivedAt, reversePath, delayReportSent: false);

    /// <summary>The next <see cref="QueueEntry.ReviewAt"/>, going by what has been sent already.</summary>
    public DateTimeOffset ReviewAt(QueueEntry entry) => ReviewAt(entry.Message.ReceivedAt, entry.Message.ReversePath, entry.DelayReportSent);

    /// <summary>The entry, looked at no later than these limits say: it may have been stored under others.</summary>
    public QueueEntry Sooner(QueueEntry entry) => ReviewAt(entry) is var at && at < entry.ReviewAt ? entry with { ReviewAt = at } : entry;

    /// <summary>Whether the entry has reached the maximum age.</summary>
    public bool IsTooOld(QueueEntry entry, DateTimeOffset now) => now >= EndOf(entry.Message);

    /// <summary>When the message reaches the maximum age.</summary>
    public DateTimeOffset EndOf(QueuedMessage message) => message.ReceivedAt + settings.Delivery.MaxAge;

    /// <summary>Whether the delay report is due and was not sent yet.</summary>
    public bool IsLate(QueueEntry entry, DateTimeOffset now) =>
        settings.Reports.DelayNotice > TimeSpan.Zero && !entry.DelayReportSent && !entry.Message.ReversePath.IsNull
        && now >= entry.Message.ReceivedAt + settings.Reports.DelayNotice;

    private DateTimeOffset ReviewAt(DateTimeOffset receivedAt, ReversePath reversePath, bool delayReportSent)
    {
        TimeSpan notice = settings.Reports.DelayNotice;
        bool owed = notice > TimeSpan.Zero && notice < settings.Delivery.MaxAge && !delayReportSent && !reversePath.IsNull;
        return receivedAt + (owed ? notice : settings.Delivery.MaxAge);
    }
}
