using Relay.Core.Spool.Content;
using Relay.Core.Spool.Records;
using Relay.Sdk.Mail;
using Relay.Sdk.Spool;

namespace Relay.Core.Spool.Writing;

// The parts of a change in the form of rows. Texts and records lie in the change's buffer.

/// <summary>A new message.</summary>
internal readonly record struct MessageRow(
    long Id, long FirstEntry, int Entries, bool Claims, Slice Record, LocalDraft Draft, SpooledContent Content);

/// <summary>An entry, new or changed.</summary>
internal readonly record struct EntryRow(
    long EntryId, long MessageId, Slice Destination, long Due, long Review, int Hold, int Crashes, Slice Record)
{
    public static EntryRow Of(QueueEntry entry, long entryId, RecordWriter records) => new(
        entryId,
        entry.Message.Id.Value,
        records.Plain(entry.Destination),
        entry.DueAt.UtcTicks,
        entry.ReviewAt.UtcTicks,
        (int)entry.Hold,
        entry.Crashes,
        EntryRecord.Write(records, entry));
}

/// <summary>An update of an entry.</summary>
/// <param name="Fence">The claim that the update belongs to.</param>
/// <param name="IsHeld">The claim goes on, so that no other worker can have changed the entry.</param>
/// <param name="Entry">Set unless the entry is removed.</param>
/// <param name="Completed">The notice to write when the message goes with this entry; null for none.</param>
internal readonly record struct UpdateRow(
    long EntryId, MessageId MessageId, long LengthOctets, long Fence, bool IsHeld, bool Removes, bool KeepsClaim, EntryRow Entry,
    NoticeRow? Completed);

/// <summary>A notice.</summary>
internal readonly record struct NoticeRow(string Name, Slice Json);
