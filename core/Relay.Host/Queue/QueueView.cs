using Relay.Core.Scheduling.Destinations;
using Relay.Sdk.Spool;

namespace Relay.Host.Queue;

/// <summary>A queue entry as commands and the admin endpoint show it.</summary>
internal sealed record QueueView
{
    public required string Id { get; init; }

    public required long EntryId { get; init; }

    /// <summary>Empty for the null reverse-path.</summary>
    public required string Sender { get; init; }

    public required string Destination { get; init; }

    public required IReadOnlyList<QueueRecipientView> Recipients { get; init; }

    public required long LengthOctets { get; init; }

    public required DateTimeOffset ReceivedAt { get; init; }

    public required DateTimeOffset DueAt { get; init; }

    public required int Attempts { get; init; }

    public DateTimeOffset? FirstFailureAt { get; init; }

    public required QueueHold Hold { get; init; }

    /// <summary>Why it waits; null when no relay is running that could say.</summary>
    public WaitReason? Waits { get; init; }

    public bool DelayReportSent { get; init; }

    public int Crashes { get; init; }

    public string? EnvelopeId { get; init; }

    public bool SmtpUtf8 { get; init; }

    public bool RequireTls { get; init; }

    public required string Origin { get; init; }

    public static QueueView Of(QueueEntry entry) => new()
    {
        Id = entry.Message.Id.ToString(),
        EntryId = entry.EntryId,
        Sender = entry.Message.ReversePath.Mailbox?.ToString() ?? "",
        Destination = entry.Destination,
        Recipients = [.. entry.Recipients.Select(recipient => new QueueRecipientView(recipient.Mailbox.ToString(), recipient.LastReply?.ToString(),
            recipient.IsSettled))],
        LengthOctets = entry.Message.LengthOctets,
        ReceivedAt = entry.Message.ReceivedAt,
        DueAt = entry.DueAt,
        Attempts = entry.Attempts,
        FirstFailureAt = entry.FirstFailureAt,
        Hold = entry.Hold,
        DelayReportSent = entry.DelayReportSent,
        Crashes = entry.Crashes,
        EnvelopeId = entry.Message.EnvelopeId,
        SmtpUtf8 = entry.Message.SmtpUtf8,
        RequireTls = entry.Message.RequireTls,
        Origin = entry.Message.Origin,
    };
}
