namespace Relay.Sdk.Spool;

/// <summary>What a commit made.</summary>
/// <param name="Entries">The new entries with their ids, in the order of the change; claimed where the change said so.</param>
/// <param name="Completed">Messages that have no entry left.</param>
public sealed record SpoolReceipt(IReadOnlyList<ClaimedEntry> Entries, IReadOnlyList<Mail.MessageId> Completed);
