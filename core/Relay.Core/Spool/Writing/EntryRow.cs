using Relay.Core.Spool.Records;
using Relay.Sdk.Spool;

namespace Relay.Core.Spool.Writing;

/// <summary>An entry in the form of its row; texts and record lie in the request's buffer.</summary>
internal readonly record struct EntryRow(
    long EntryId, long MessageId, Slice Destination, long Due, long Attention, int Hold, int Crashes, Slice Record)
{
    public static EntryRow Of(QueueEntry entry, long entryId, RecordWriter records) => new(
        entryId,
        entry.Message.Id.Value,
        records.Plain(entry.Destination),
        entry.DueAt.UtcTicks,
        entry.AttentionAt.UtcTicks,
        (int)entry.Hold,
        entry.Crashes,
        EntryRecord.Write(records, entry));
}
