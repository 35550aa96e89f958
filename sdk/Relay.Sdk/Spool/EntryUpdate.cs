namespace Relay.Sdk.Spool;

/// <summary>The outcome of an attempt or of an operator's command for one claimed entry.</summary>
/// <param name="Entry">The entry as claimed, or as the last update left it that kept the claim.</param>
/// <param name="Next">The entry as it shall be (recipients, due time, hold, …); null when no recipient waits for a delivery any more.
/// Its <see cref="QueueEntry.Destination"/> may differ: the entry has moved.</param>
/// <param name="KeepClaim">The claim goes on, under the same <see cref="QueueEntry.Fence"/>; otherwise it ends with the commit.</param>
public sealed record EntryUpdate(QueueEntry Entry, QueueEntry? Next, bool KeepClaim = false);
