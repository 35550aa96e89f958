using Relay.Core.Scheduling.Retry;
using Relay.Sdk.Mail;
using Relay.Sdk.Spool;

namespace Relay.Core.Scheduling.Intake;

/// <summary>The scheduler, as the intake sees it.</summary>
/// <remarks>All members are quick, never wait, and may be called concurrently.</remarks>
public interface IEntryScheduler
{
    /// <summary>The scheduling key of a recipient: next hop and transport.</summary>
    string DestinationOf(Mailbox recipient);

    /// <summary>The retry rule of a recipient. An entry is retried as a whole, so recipients with different rules have entries of their own.</summary>
    RetryRule RuleOf(Mailbox recipient);

    /// <summary>Whether a new entry for this destination could go out at once, with its content still in memory.</summary>
    /// <param name="destination">A key of <see cref="DestinationOf"/>.</param>
    /// <param name="octets">Length of the content.</param>
    bool HasRoomFor(string destination, long octets);

    /// <summary>Hands over entries that were claimed with the commit of their message, their content included.</summary>
    /// <remarks>Always takes them: an entry that finds no room any more goes back to the spool, and its content is let go.</remarks>
    void Offer(IReadOnlyList<ClaimedEntry> entries);

    /// <summary>Says that entries were committed without a claim, so that they are fetched from the spool.</summary>
    /// <param name="destination">Their destination.</param>
    void Announce(string destination);
}
