using Relay.Sdk.Replies;
using Relay.Sdk.Spool;

namespace Relay.Core.Delivery.Reports;

/// <summary>One recipient of a report.</summary>
/// <param name="Recipient">The recipient.</param>
/// <param name="Reply">Why, or what the next hop said.</param>
/// <param name="RemoteMta">The host that said it; null when the words are the relay's own.</param>
/// <param name="RetryUntil">For delays: when the relay will give up.</param>
public sealed record ReportedRecipient(QueuedRecipient Recipient, SmtpReply Reply, string? RemoteMta, DateTimeOffset? RetryUntil = null);
