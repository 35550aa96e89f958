namespace Relay.EndToEnd.Tests.Relays;

/// <summary>The counts that a sink writes at its end.</summary>
internal sealed record SinkResult(long Messages, long Recipients, long Octets, long Duplicates, long Intact, long Altered);
