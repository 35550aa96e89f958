using Relay.Sdk.Mail;
using Relay.Sdk.Spool;

namespace Relay.Core.Scheduling.Retry;

/// <summary>Plans the next attempt for a recipient: by the rule of its domain, as the settings have it now, and within the maximum age.</summary>
internal sealed class RetryPlanner(RetryTable retry, AgeLimits ages)
{
    private volatile RetryTable table = retry;

    public AgeLimits Ages => ages;

    public RetryRule RuleOf(Mailbox recipient) => table.RuleOf(recipient.Domain);

    /// <summary>Takes over new rules, for the attempts that end from now on.</summary>
    public void Apply(RetryTable next) => table = next;

    /// <summary>When a recipient is tried again after an attempt that ends now.</summary>
    /// <param name="restsUntil">Until when its destination rests; null when it does not.</param>
    /// <returns>Null when the rule has ended, or the message is too old.</returns>
    public DateTimeOffset? Next(QueueEntry entry, QueuedRecipient recipient, DateTimeOffset? restsUntil, DateTimeOffset now)
    {
        if (ages.IsTooOld(entry, now) || RuleOf(recipient.Mailbox).NextAttempt(entry.FirstFailureAt ?? now, now) is not { } next)
            return null;
        return restsUntil is { } rested && rested > next ? rested : next;
    }
}
