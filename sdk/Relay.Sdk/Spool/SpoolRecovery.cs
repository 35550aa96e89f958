using Relay.Sdk.Mail;

namespace Relay.Sdk.Spool;

/// <summary>What a store found when it started.</summary>
public sealed record SpoolRecovery
{
    /// <summary>Messages in the queue.</summary>
    public required long Messages { get; init; }

    /// <summary>The last run did not end in order.</summary>
    public required bool AfterCrash { get; init; }

    /// <summary>Entries that were being attempted when the last run ended.</summary>
    public int InFlight { get; init; }

    /// <summary>Entries put into quarantine now.</summary>
    public int Quarantined { get; init; }

    /// <summary>Content files that a crash left without a message, removed.</summary>
    public int Orphans { get; init; }

    /// <summary>
    /// Messages that were acknowledged and that the storage does not know any more, because a part of it was lost or is an older copy: at most so
    /// many. Those among them that had been delivered before are counted too. 0 when nothing is missing, or when the store cannot tell.
    /// </summary>
    public long Missing { get; init; }

    /// <summary>The last message that was acknowledged before the loss; null when <see cref="Missing"/> is 0.</summary>
    public MessageId? MissingUpTo { get; init; }

    /// <summary>Moved to the corrupt area now: entries that could not be read, and content files without a message that no crash explains.</summary>
    public int Corrupt { get; init; }
}
