namespace Relay.Host.Queue;

/// <summary>A recipient of a queue entry.</summary>
/// <param name="LastReply">Why the last attempt failed; null before the first.</param>
internal sealed record QueueRecipientView(string Address, string? LastReply);
