namespace Relay.Sdk.Spool;

/// <summary>An entry that this relay alone may attempt, until it commits an update, releases the entry, or the store ends the claim.</summary>
/// <param name="Entry">The entry.</param>
/// <param name="Content">The content while it is still in memory; null when it has to be opened. The holder releases it once.</param>
public sealed record ClaimedEntry(QueueEntry Entry, SpooledContent? Content);
