namespace Relay.Core.Spool.Reading;

/// <summary>What is left of an entry that cannot be read; null where there is nothing.</summary>
internal sealed record EntryRemains(string? Destination, byte[]? Entry, byte[]? Message, byte[]? Body);
