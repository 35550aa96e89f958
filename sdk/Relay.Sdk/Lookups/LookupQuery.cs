namespace Relay.Sdk.Lookups;

/// <summary>One question to a lookup.</summary>
/// <param name="Key">The key, or the whole query of a query-style lookup; quoted by the caller with <see cref="IMailLookup.Quote"/> where it holds a peer's text.</param>
/// <param name="Source">File, table or server named with the lookup; null when the lookup knows its own.</param>
public sealed record LookupQuery(string Key, string? Source = null);
