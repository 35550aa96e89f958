namespace Relay.Sdk.Lookups;

/// <summary>One question to a lookup.</summary>
/// <param name="Text">The key of a single-key lookup, or the whole query; what comes from a peer in it is quoted.
/// <see cref="LookupHandle.FindAsync(QuotedQuery, CancellationToken)"/> does that by itself.</param>
public sealed record LookupQuery(string Text)
{
    /// <summary>File, table or server named with the lookup; null when the lookup knows its own.</summary>
    public string? Source { get; init; }

    /// <summary>True to ask the store itself: no kept answer is used, the answer is not shared with other callers, and it is not kept. For an answer
    /// that must not be old; queries that change something in the store are told apart by <see cref="IMailLookup.Changes"/>.</summary>
    public bool Fresh { get; init; }
}
