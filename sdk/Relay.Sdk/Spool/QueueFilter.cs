using Relay.Sdk.Mail;

namespace Relay.Sdk.Spool;

/// <summary>Selects queue entries. Empty selects all; several criteria must all hold.</summary>
public sealed record QueueFilter
{
    /// <summary>One message.</summary>
    public MessageId? MessageId { get; init; }

    /// <summary>One destination.</summary>
    public string? Destination { get; init; }

    /// <summary>A reverse-path, compared without case; empty for the null reverse-path.</summary>
    public string? ReversePath { get; init; }

    /// <summary>A recipient mailbox or, beginning with @, a recipient domain; compared without case.</summary>
    public string? Recipient { get; init; }

    /// <summary>Only held, or only not held, entries.</summary>
    public bool? Held { get; init; }

    /// <summary>Only entries of messages that were received before this time.</summary>
    public DateTimeOffset? ReceivedBefore { get; init; }

    /// <summary>Only entries with a higher <see cref="QueueEntry.EntryId"/>: the id of the last entry of a page, to get the next page.</summary>
    public long? After { get; init; }

    /// <summary>At most so many entries.</summary>
    public int? Limit { get; init; }
}
