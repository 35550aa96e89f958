namespace Relay.Core.Delivery;

/// <summary>The outcome of one transaction.</summary>
/// <param name="Recipients">One for each recipient, in their order.</param>
/// <param name="DsnPassedOn">The next hop offers DSN and got the parameters: reports of success and delay are its business from here on.</param>
public sealed record TransactionOutcome(IReadOnlyList<RecipientOutcome> Recipients, bool DsnPassedOn);
