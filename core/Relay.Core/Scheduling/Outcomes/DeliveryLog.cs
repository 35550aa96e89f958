using Microsoft.Extensions.Logging;
using Relay.Core.Metering;
using Relay.Core.Scheduling.Entries;
using Relay.Sdk.Spool;

namespace Relay.Core.Scheduling.Outcomes;

/// <summary>Writes one line for each outcome of an attempt: recipients with the same outcome share it.</summary>
internal sealed partial class DeliveryLog(ILogger log)
{
    public void Write(QueueEntry entry, EntryOutcome outcome, DateTimeOffset now)
    {
        ReadOnlySpan<RecipientFate> each = outcome.Each;
        Count(each);
        if (!log.IsEnabled(LogLevel.Information))
            return;
        for (int start = 0; start < each.Length;)
        {
            int end = start + 1;
            while (end < each.Length && IsSame(each[start], each[end]))
                end++;
            WriteLine(entry, each[start..end], outcome.NextDue, now);
            start = end;
        }
    }

    private static void Count(ReadOnlySpan<RecipientFate> each)
    {
        if (!RelayMeter.Recipients.Enabled && !RelayMeter.AttemptDuration.Enabled)
            return;
        foreach (RecipientFate fate in each)
        {
            string outcome = fate.Kind switch
            {
                RecipientFateKind.Delivered => "delivered",
                RecipientFateKind.Deferred => "deferred",
                RecipientFateKind.Failed => "failed",
                RecipientFateKind.Removed => "removed",
                _ => "other",
            };
            RelayMeter.Recipients.Add(1, KeyValuePair.Create<string, object?>("outcome", outcome));
            if (fate.Leg is { } leg)
                RelayMeter.AttemptDuration.Record(leg.Duration.TotalSeconds);
        }
    }

    private static bool IsSame(in RecipientFate a, in RecipientFate b) =>
        a.Kind == b.Kind && a.IsMaybeDelivered == b.IsMaybeDelivered && ReferenceEquals(a.Leg, b.Leg) && Equals(a.Reply, b.Reply);

    private void WriteLine(QueueEntry entry, ReadOnlySpan<RecipientFate> same, DateTimeOffset? nextDue, DateTimeOffset now)
    {
        RecipientFate one = same[0];
        var line = new AttemptLine(
            entry.Message.Id.ToString(),
            AttemptId.Of(entry),
            Recipients(same),
            one.Leg?.Host?.Name ?? "-",
            one.Leg?.Host?.EndPoint.ToString() ?? "-",
            one.Leg?.Tls is { } tls ? $"{tls.Version}:{tls.CipherSuite}:{tls.Verified}" : "-",
            one.Reply?.ToString() ?? "-",
            (long)(one.Leg?.Duration.TotalMilliseconds ?? 0),
            (long)(now - entry.Message.ReceivedAt).TotalMilliseconds);
        switch (one.Kind)
        {
            case RecipientFateKind.Delivered:
                LogDelivered(line.MessageId, line.AttemptId, line.Recipients, line.Host, line.Address, line.Tls, line.Reply, line.DurationMs, line.QueuedMs);
                break;
            case RecipientFateKind.Deferred when one.IsMaybeDelivered:
                LogMaybeDelivered(line.MessageId, line.AttemptId, line.Recipients, line.Host, line.Address, line.Tls, line.Reply, line.DurationMs, line.QueuedMs, nextDue);
                break;
            case RecipientFateKind.Deferred:
                LogDeferred(line.MessageId, line.AttemptId, line.Recipients, line.Host, line.Address, line.Tls, line.Reply, line.DurationMs, line.QueuedMs, nextDue);
                break;
            case RecipientFateKind.Failed:
                LogFailed(line.MessageId, line.AttemptId, line.Recipients, line.Host, line.Address, line.Tls, line.Reply, line.DurationMs, line.QueuedMs);
                break;
            case RecipientFateKind.Removed:
                LogRemoved(line.MessageId, line.Recipients);
                break;
            default:
                break;
        }
    }

    private static string Recipients(ReadOnlySpan<RecipientFate> same)
    {
        if (same.Length == 1)
            return same[0].Recipient.Mailbox.ToString();
        var names = new string[same.Length];
        for (int i = 0; i < names.Length; i++)
            names[i] = same[i].Recipient.Mailbox.ToString();
        return string.Join(",", names);
    }

    private readonly record struct AttemptLine(
        string MessageId, string AttemptId, string Recipients, string Host, string Address, string Tls, string Reply, long DurationMs, long QueuedMs);
}
