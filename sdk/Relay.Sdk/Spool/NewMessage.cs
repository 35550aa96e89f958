namespace Relay.Sdk.Spool;

/// <summary>A message to be committed: its record, its content and its entries.</summary>
/// <param name="Message">The record; its length is the draft's.</param>
/// <param name="Draft">The content; the store owns it from the commit on, also when that fails.</param>
/// <param name="Entries">One for each destination; <see cref="QueueEntry.EntryId"/> is set by the commit, see <see cref="SpoolReceipt"/>.</param>
/// <param name="Claim">The caller takes the entries for delivery at once, as if by <see cref="ISpoolQueue.ClaimDueAsync"/>.</param>
public sealed record NewMessage(QueuedMessage Message, ISpoolDraft Draft, IReadOnlyList<QueueEntry> Entries, bool Claim);
