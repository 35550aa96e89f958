namespace Relay.Core.Delivery;

/// <summary>The outcome of one transaction.</summary>
/// <param name="Recipients">One for each recipient, in their order.</param>
/// <param name="DsnPassedOn">The next hop offers DSN and got the parameters: reports of success and delay are its business from here on.</param>
/// <param name="StaleConnection">A reused connection turned out to be closed before the host answered anything: nothing was tried, the caller may send again at once on a fresh one.</param>
public sealed record TransactionOutcome(IReadOnlyList<RecipientOutcome> Recipients, bool DsnPassedOn, bool StaleConnection = false);
