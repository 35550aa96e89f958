namespace Relay.Trials.Sink;

/// <summary>What a sink has received so far.</summary>
/// <param name="Duplicates">Messages whose Message-ID had been seen before.</param>
/// <param name="Intact">Messages whose body has the hash that the sender wrote.</param>
/// <param name="Altered">Messages whose body has another hash.</param>
internal sealed record SinkCounts(long Messages, long Recipients, long Octets, long Duplicates, long Intact, long Altered);
