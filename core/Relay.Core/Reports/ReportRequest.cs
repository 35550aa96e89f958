using Relay.Sdk.Mail;
using Relay.Sdk.Spool;

namespace Relay.Core.Reports;

/// <summary>What a report is made of. The message's reverse-path is not null.</summary>
public sealed record ReportRequest
{
    public required ReportKind Kind { get; init; }

    /// <summary>The relay's host name.</summary>
    public required string ReportingMta { get; init; }

    /// <summary>The From of the report.</summary>
    public required Mailbox From { get; init; }

    /// <summary>The id that the report itself will have in the queue.</summary>
    public required MessageId ReportId { get; init; }

    public required DateTimeOffset At { get; init; }

    public required QueuedMessage Message { get; init; }

    public required IReadOnlyList<ReportedRecipient> Recipients { get; init; }

    /// <summary>The content of the message; null when it cannot be read any more.</summary>
    public SpooledContent? Content { get; init; }

    /// <summary>Larger content is returned as its header section.</summary>
    public int ReturnOctets { get; init; }
}
