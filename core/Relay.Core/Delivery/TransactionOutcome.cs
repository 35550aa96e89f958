using Relay.Sdk.Events;

namespace Relay.Core.Delivery;

/// <summary>The outcome of one transaction.</summary>
/// <param name="Recipients">One for each recipient, in their order.</param>
/// <param name="DsnPassedOn">The next hop offers DSN and got the parameters: reports of success and delay are its business from here on.</param>
/// <param name="StaleConnection">A reused connection turned out to be of no use any more: the host had closed it, or refused RSET or MAIL with a
/// reply that may concern the connection (4xx, 503, 530, 554). Nothing was sent; the caller may send again at once on a fresh connection.</param>
public sealed record TransactionOutcome(IReadOnlyList<RecipientOutcome> Recipients, bool DsnPassedOn, bool StaleConnection = false)
{
    /// <summary>The host said 421, or the connection broke.</summary>
    public bool ConnectionEnded { get; init; }

    /// <summary>The host takes no mail now, whatever the recipients: it declined the sender for now, or gave the connection up before it had all. A
    /// recipient that is deferred, and not maybe delivered, can be offered to another host at once (RFC 5321 §5.1).</summary>
    public bool HostDeclines { get; init; }

    /// <summary>What kept recipients from being delivered, where no reply of the host did.</summary>
    public DeliveryTrouble Trouble { get; init; } = DeliveryTrouble.Local;

    /// <summary>The operating system's error number; null when it gave none.</summary>
    public int? OsError { get; init; }
}
