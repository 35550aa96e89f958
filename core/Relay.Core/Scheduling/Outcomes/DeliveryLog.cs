using Microsoft.Extensions.Logging;
using Relay.Core.Logging;
using Relay.Core.Metering;
using Relay.Core.Scheduling.Entries;
using Relay.Sdk.Mail;
using Relay.Sdk.Spool;

namespace Relay.Core.Scheduling.Outcomes;

/// <summary>Writes one line for each outcome of an attempt: recipients with the same outcome share it.</summary>
internal sealed partial class DeliveryLog(ILogger log)
{
    public ILogger Logger => log;

    public void Write(QueueEntry entry, EntryOutcome outcome, DateTimeOffset now)
    {
        ReadOnlySpan<RecipientFate> fates = outcome.Fates;
        Count(fates);
        if (!log.IsEnabled(LogLevel.Information))
            return;
        for (int start = 0; start < fates.Length;)
        {
            int end = start + 1;
            while (end < fates.Length && IsSame(fates[start], fates[end]))
                end++;
            WriteLine(entry, fates[start..end], outcome.NextDue, now);
            start = end;
        }
    }

    /// <summary>Writes what an operator wanted of an entry, once it is so. What is returned or removed has a line as mail that failed or was
    /// removed.</summary>
    public void WriteOrder(QueueEntry entry, OperatorOrder order)
    {
        if (order is OperatorOrder.Hold)
            LogHeld(entry.Message.Id, entry.Destination);
        else if (order is OperatorOrder.Release)
            LogReleased(entry.Message.Id, entry.Destination);
        else if (order is OperatorOrder.Retry)
            LogHurried(entry.Message.Id, entry.Destination);
    }

    private static void Count(ReadOnlySpan<RecipientFate> fates)
    {
        if (!RelayMeter.Recipients.Enabled && !RelayMeter.AttemptDuration.Enabled)
            return;
        foreach (RecipientFate fate in fates)
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
        RecipientFate fate = same[0];
        QueuedMessage message = entry.Message;
        var line = new AttemptLine(
            message.Id,
            AttemptId.Of(entry),
            ReportOrigin.Read(message.Origin),
            Recipients(same),
            fate.Leg?.Host?.Name ?? "-",
            fate.Leg?.Host?.EndPoint.ToString() ?? "-",
            fate.Leg?.Tls is { } tls
                ? $"{tls.Version} {tls.CipherSuite}, {(tls.Verified == "no" ? "certificate not verified" : $"verified by {tls.Verified}")}" : "-",
            fate.Reply?.ToString() ?? "-",
            (long)(fate.Leg?.Duration.TotalMilliseconds ?? 0),
            (long)(now - message.ReceivedAt).TotalMilliseconds,
            message.ReversePath.Mailbox?.ToString() ?? "",
            message.LengthOctets);
        switch (fate.Kind)
        {
            case RecipientFateKind.Delivered:
                LogDelivered(line.MessageId, line.About, line.AttemptId, line.Recipients, line.Host, line.Address, line.Tls, line.Reply,
                    line.DurationMs, line.QueuedMs, line.Sender, line.Octets);
                break;
            case RecipientFateKind.Deferred when fate.IsMaybeDelivered:
                LogMaybeDelivered(line.MessageId, line.About, line.AttemptId, line.Recipients, line.Host, line.Address, line.Tls, line.Reply,
                    line.DurationMs, line.QueuedMs, nextDue, line.Sender, line.Octets);
                break;
            case RecipientFateKind.Deferred:
                LogDeferred(line.MessageId, line.About, line.AttemptId, line.Recipients, line.Host, line.Address, line.Tls, line.Reply,
                    line.DurationMs, line.QueuedMs, nextDue, line.Sender, line.Octets);
                break;
            case RecipientFateKind.Failed:
                LogFailed(line.MessageId, line.About, line.AttemptId, line.Recipients, line.Host, line.Address, line.Tls, line.Reply, line.DurationMs,
                    line.QueuedMs, line.Sender, line.Octets);
                if (line.About.Value is not null)
                    LogReportLost(line.MessageId, line.About, line.Recipients);
                break;
            case RecipientFateKind.Removed:
                LogRemoved(line.MessageId, line.About, line.Recipients, line.Sender, line.Octets);
                break;
            default:
                break;
        }
    }

    private static LoggedList Recipients(ReadOnlySpan<RecipientFate> same)
    {
        string[] names = new string[same.Length];
        for (int i = 0; i < names.Length; i++)
            names[i] = same[i].Recipient.Mailbox.ToString();
        return new LoggedList(names);
    }

    private readonly record struct AttemptLine(
        MessageId MessageId, string AttemptId, LoggedReference About, LoggedList Recipients, string Host, string Address, string Tls, string Reply,
        long DurationMs, long QueuedMs,
        string Sender, long Octets);
}
