namespace Relay.Sdk.Spool;

/// <summary>What waits for one destination.</summary>
/// <param name="Destination">The scheduling key.</param>
/// <param name="EarliestDueAt">The earliest due time of an entry that is not held.</param>
/// <param name="Entries">How many entries, held ones left out.</param>
public sealed record DestinationBacklog(string Destination, DateTimeOffset EarliestDueAt, long Entries);
