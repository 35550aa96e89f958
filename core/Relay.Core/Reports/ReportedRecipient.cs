using Relay.Sdk.Replies;
using Relay.Sdk.Spool;

namespace Relay.Core.Reports;

/// <summary>One recipient of a report.</summary>
/// <param name="Recipient">The recipient.</param>
/// <param name="Reply">Why, or what the next hop said.</param>
/// <param name="RemoteMta">The host that it was last tried at; null when none was.</param>
/// <param name="RetryUntil">For delays: when the relay will give up.</param>
public sealed record ReportedRecipient(QueuedRecipient Recipient, SmtpReply Reply, string? RemoteMta, DateTimeOffset? RetryUntil = null)
{
    /// <summary>When the attempt ended that this report is about; null when it is about no attempt, or the time is not known.</summary>
    public DateTimeOffset? AttemptedAt { get; init; }

    /// <summary>What that host said last; null when the words are the relay's own.</summary>
    public SmtpReply? HostReply { get; init; } = RemoteMta is null ? null : Reply;
}
