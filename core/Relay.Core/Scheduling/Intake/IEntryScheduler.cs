using Relay.Core.Scheduling.Retry;
using Relay.Sdk.Mail;
using Relay.Sdk.Spool;

namespace Relay.Core.Scheduling.Intake;

/// <summary>The scheduler, as the intake sees it.</summary>
/// <remarks>All members may be called concurrently. Destination and rule complete at once unless a list of the settings needs a lookup; the others
/// never wait.</remarks>
public interface IEntryScheduler
{
    /// <summary>The scheduling key of the recipients of a domain: next hop and transport; the domain itself while the list of a route has no
    /// answer.</summary>
    ValueTask<string> DestinationOfAsync(MailDomain domain);

    /// <summary>The retry rule of the recipients of a domain. An entry is retried as a whole, so recipients with different rules have entries of
    /// their own. Null while the list of a rule has no answer.</summary>
    ValueTask<RetryRule?> RuleOfAsync(MailDomain domain);

    /// <summary>Whether a new entry for this destination could go out at once, with its content still in memory.</summary>
    /// <param name="destination">A key of <see cref="DestinationOfAsync"/>.</param>
    /// <param name="octets">Length of the content.</param>
    bool HasRoomFor(string destination, long octets);

    /// <summary>Hands over entries that were claimed with the commit of their message, their content included.</summary>
    /// <remarks>Always takes them: an entry that finds no room any more goes back to the spool, and its content is let go.</remarks>
    void Offer(IReadOnlyList<ClaimedEntry> entries);

    /// <summary>Says that entries were committed without a claim, so that they are fetched from the spool.</summary>
    /// <param name="destination">Their destination.</param>
    void Announce(string destination);
}
