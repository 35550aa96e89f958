using Microsoft.Extensions.Logging;
using Relay.Core.Scheduling.Timing;
using Relay.Sdk.Mail;
using Relay.Sdk.Spool;

namespace Relay.Core.Scheduling.Retry;

/// <summary>Plans the next attempt for a recipient: by the rule of its domain, as the settings have it now, and within the maximum age.</summary>
/// <param name="abort">Fires when the relay gives up what is in flight: no list is waited for any more.</param>
internal sealed partial class RetryPlanner(RetryTable retry, AgeLimits ages, TimeProvider clock, ILogger log, CancellationToken abort)
{
    /// <summary>When a recipient is tried again if its rule is not known now. The rule is looked up again then.</summary>
    public static readonly TimeSpan UnknownPause = TimeSpan.FromMinutes(15);

    private volatile RetryTable table = retry;

    public AgeLimits Ages => ages;

    /// <summary>Begins to plan for the recipients of an entry.</summary>
    public LookupPatience Begin() => new(clock);

    /// <summary>The rule of the recipients of a domain; null when the list of a rule has no answer now.</summary>
    public async ValueTask<RetryRule?> RuleOfAsync(MailDomain domain)
    {
        try
        {
            RetryAnswer answer = await table.FindAsync(domain, abort);
            if (answer.Problem is { } problem)
                LogUnknown(log, domain.Value, problem);
            return answer.Rule;
        }
        catch (OperationCanceledException) when (abort.IsCancellationRequested)
        {
            return null;
        }
    }

    /// <summary>Takes over new rules, for the attempts that end from now on.</summary>
    public void Apply(RetryTable next) => table = next;

    /// <summary>When a recipient is tried again after an attempt that ends now.</summary>
    /// <param name="restsUntil">Until when its destination rests; null when it does not.</param>
    /// <param name="patience">For all recipients of the entry.</param>
    /// <returns>Null when the rule has ended, or the message is too old. A rule that is not known now has not ended.</returns>
    public async ValueTask<DateTimeOffset?> NextAsync(QueueEntry entry, QueuedRecipient recipient, DateTimeOffset? restsUntil, DateTimeOffset now,
        LookupPatience patience)
    {
        if (ages.IsTooOld(entry, now))
            return null;
        RetryRule? rule = patience.IsOver ? null : await RuleOfAsync(recipient.Mailbox.Domain);
        if ((rule is null ? now + UnknownPause : rule.NextAttempt(entry.FirstFailureAt ?? now, now)) is not { } next)
            return null;
        return restsUntil is { } rested && rested > next ? rested : next;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The retry rule of {Domain} is not known now; its mail is tried again in 15 minutes: " +
        "{Problem}", EventName = "scheduling.retry-unknown")]
    private static partial void LogUnknown(ILogger log, string domain, string problem);
}
