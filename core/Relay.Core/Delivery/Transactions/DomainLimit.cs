using Relay.Sdk.Mail;
using Relay.Sdk.Spool;

namespace Relay.Core.Delivery.Transactions;

/// <summary>Counts the different recipient domains of one connection for a host that bounds them (LIMITS RCPTDOMAINMAX).</summary>
/// <remarks>RFC 9422 §4.3: the bound is on the whole session and not on each transaction.</remarks>
/// <param name="most">Null when the host sets no bound.</param>
internal sealed class DomainLimit(int? most)
{
    private const int MostRemembered = 10_000;

    private readonly int most = Math.Min(most ?? 0, MostRemembered);
    private readonly HashSet<MailDomain>? seen = most is null ? null : [];

    /// <summary>Whether a domain did not fit any more: only another connection can take it.</summary>
    public bool IsUsedUp { get; private set; }

    /// <summary>Counts the domain; false when it is one too many.</summary>
    public bool TryTake(MailDomain domain)
    {
        if (Fits(domain))
        {
            seen?.Add(domain);
            return true;
        }

        IsUsedUp = true;
        return false;
    }

    /// <summary>Whether at least one of the recipients could be offered.</summary>
    public bool FitsAny(IReadOnlyList<QueuedRecipient> recipients)
    {
        for (int i = 0; i < recipients.Count; i++)
        {
            if (Fits(recipients[i].Mailbox.Domain))
                return true;
        }

        return false;
    }

    private bool Fits(MailDomain domain) => seen is null || seen.Count < most || seen.Contains(domain);
}
