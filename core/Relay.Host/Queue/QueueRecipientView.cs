namespace Relay.Host.Queue;

/// <summary>A recipient of a queue entry.</summary>
/// <param name="LastReply">Why the last attempt failed; null before the first.</param>
/// <param name="Settled">It was delivered or given up, as the reply says; only the report about that waits for room.</param>
internal sealed record QueueRecipientView(string Address, string? LastReply, bool Settled);
