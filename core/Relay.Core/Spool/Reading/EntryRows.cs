using Relay.Core.Spool.Records;
using Relay.Core.Spool.Sqlite;
using Relay.Sdk.Mail;
using Relay.Sdk.Spool;

namespace Relay.Core.Spool.Reading;

/// <summary>Reads entries out of rows of entry <c>e</c> with message <c>m</c>.</summary>
internal static class EntryRows
{
    public const string Columns = "e.entry_id, e.message_id, e.destination, e.due, e.attention, e.hold, e.crashes, e.record, m.record";

    /// <param name="fence">The claim under which it is read; 0 for none.</param>
    /// <exception cref="UnreadableEntryException">It cannot be read.</exception>
    public static QueueEntry Read(Statement row, long fence)
    {
        long entryId = row.Int64(0);
        var messageId = new MessageId(row.Int64(1));
        try
        {
            if (row.IsNull(8))
                throw new UnreadableRecordException("the entry's message is missing");
            var columns = new EntryColumns(entryId, row.Text(2), row.Int64(3), row.Int64(4), (int)row.Int64(5), (int)row.Int64(6));
            return EntryRecord.Read(row.Blob(7), columns, fence, MessageRecord.Read(messageId, row.Blob(8)));
        }
        catch (UnreadableRecordException fault)
        {
            throw new UnreadableEntryException(entryId, messageId, fault);
        }
    }
}
