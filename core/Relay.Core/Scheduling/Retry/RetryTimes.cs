using Relay.Sdk.Spool;

namespace Relay.Core.Scheduling.Retry;

/// <summary>When the recipients of an entry are tried again, after an attempt that ends now.</summary>
internal readonly struct RetryTimes(SchedulerContext context, QueueEntry entry, DateTimeOffset now)
{
    /// <summary>By the rule of the recipient's domain, and not while the destination rests.</summary>
    /// <returns>Null when the rule has ended, or the message is too old.</returns>
    public DateTimeOffset? Of(QueuedRecipient recipient)
    {
        if (context.Ages.IsTooOld(entry, now))
            return null;
        if (context.Retry.RuleOf(recipient.Mailbox.Domain).NextAttempt(entry.FirstFailureAt ?? now, now) is not { } next)
            return null;
        return context.Find(entry.Destination)?.RestsUntil is { } rested && rested > next ? rested : next;
    }
}
