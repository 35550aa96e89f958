namespace Relay.Sdk.Spool;

/// <summary>The recipients of one message that go to one destination: the unit of scheduling. Immutable; a change is a
/// <see cref="EntryUpdate"/>.</summary>
public sealed record QueueEntry
{
    /// <summary>Given by the store at commit; unique in the store; never reused while the message lives.</summary>
    public long EntryId { get; init; }

    /// <summary>The message.</summary>
    public required QueuedMessage Message { get; init; }

    /// <summary>The scheduling key: recipient domain for MX routes, next hop for others, and behind a slash the transport when it is not
    /// <c>remote</c>. Routing is asked again at each attempt.</summary>
    public required string Destination { get; init; }

    /// <summary>Recipients still owed a delivery or a report; at least one.</summary>
    public required IReadOnlyList<QueuedRecipient> Recipients { get; init; }

    /// <summary>When the next attempt is due.</summary>
    public required DateTimeOffset DueAt { get; init; }

    /// <summary>When the entry needs a look even without an attempt: a delay report is owed, or the maximum age is reached.</summary>
    public required DateTimeOffset ReviewAt { get; init; }

    /// <summary>Attempts made so far.</summary>
    public int Attempts { get; init; }

    /// <summary>When the first attempt failed; null before. Retry rules count from here.</summary>
    public DateTimeOffset? FirstFailureAt { get; init; }

    /// <summary>Whether the delay report has been sent.</summary>
    public bool DelayReportSent { get; init; }

    /// <summary>Whether it is kept from delivery.</summary>
    public QueueHold Hold { get; init; }

    /// <summary>Facts that the relay keeps with the entry. A store gives them back as they were and reads nothing out of them; 64 KiB of UTF-8 at
    /// most.</summary>
    public string Facts { get; init; } = "";

    /// <summary>Names the claim under which the relay holds the entry. The store gives it with the claim; 0 in an entry that is listed or
    /// new.</summary>
    public long Fence { get; init; }

    /// <summary>Crashes of the relay during which this entry was being attempted.</summary>
    public int Crashes { get; init; }
}
