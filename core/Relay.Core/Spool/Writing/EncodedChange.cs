using System.Runtime.InteropServices;
using Relay.Core.Spool.Content;
using Relay.Core.Spool.Records;
using Relay.Sdk.Events;
using Relay.Sdk.Mail;
using Relay.Sdk.Spool;

namespace Relay.Core.Spool.Writing;

/// <summary>A change in the form of rows: encoded by its caller, so that the writer thread only binds and steps. Used again for other
/// changes.</summary>
internal sealed class EncodedChange
{
    private readonly RecordWriter records = new();
    private readonly List<MessageRow> messages = [];
    private readonly List<EntryRow> entries = [];
    private readonly List<UpdateRow> updates = [];
    private readonly List<NoticeRow> notices = [];
    private long inlineOctets;

    public ReadOnlySpan<MessageRow> Messages => CollectionsMarshal.AsSpan(messages);

    public ReadOnlySpan<UpdateRow> Updates => CollectionsMarshal.AsSpan(updates);

    /// <summary>Entries of the new messages.</summary>
    public int NewEntries => entries.Count;

    /// <summary>Octets that will be written, about.</summary>
    public long Octets => inlineOctets + records.Position;

    /// <summary>Adds a new message.</summary>
    /// <param name="message">The message.</param>
    /// <param name="content">The content of its sealed draft.</param>
    /// <param name="firstEntry">The id of its first entry.</param>
    public void Add(NewMessage message, SpooledContent content, long firstEntry)
    {
        var draft = (LocalDraft)message.Draft;
        Slice record = MessageRecord.Write(records, message.Message, draft.ContentSum);
        for (int i = 0; i < message.Entries.Count; i++)
            entries.Add(EntryRow.Of(message.Entries[i], firstEntry + i, records));
        inlineOctets += content is PooledContent ? content.LengthOctets : 0;
        messages.Add(new MessageRow(
            message.Message.Id.Value, firstEntry, message.Entries.Count, message.Claim, record, draft, content));
    }

    /// <summary>Adds an update.</summary>
    /// <param name="update">The update.</param>
    /// <param name="isHeld">Its claim goes on.</param>
    /// <param name="completedAt">As <see cref="SpoolChange.CompletedAt"/>.</param>
    public void Add(EntryUpdate update, bool isHeld, DateTimeOffset? completedAt)
    {
        EntryRow row = update.Next is null ? default : EntryRow.Of(update.Next, update.Entry.EntryId, records);
        QueuedMessage message = update.Entry.Message;
        NoticeRow? completed = update.Next is null && completedAt is { } at ? Encode(MessageCompleted.Of(message, at)) : null;
        updates.Add(new UpdateRow(
            update.Entry.EntryId, message.Id, message.LengthOctets, update.Entry.Fence, isHeld, update.Next is null, update.KeepClaim, row,
            completed));
    }

    public void Add(MessageNotice notice) => notices.Add(Encode(notice));

    /// <summary>Writes the rows in the open transaction.</summary>
    /// <param name="writer">The connection.</param>
    /// <param name="completed">Receives the messages that were removed.</param>
    /// <exception cref="ClaimLostException">An update belongs to a claim that has ended.</exception>
    public void Apply(SpoolWriter writer, List<MessageId> completed)
    {
        foreach (ref readonly MessageRow row in Messages)
            writer.InsertMessage(row.Id, row.FirstEntry, row.Entries, records[row.Record], row.Content as PooledContent);
        foreach (ref readonly EntryRow row in CollectionsMarshal.AsSpan(entries))
            writer.InsertEntry(row, records);

        // Before the updates, so that what happened to the last recipient is told before the completion that it caused.
        foreach (ref readonly NoticeRow row in CollectionsMarshal.AsSpan(notices))
            writer.InsertNotice(row.Name, records[row.Json]);
        foreach (ref readonly UpdateRow row in Updates)
        {
            if (!row.IsHeld && writer.HasEntry(row.EntryId))
                throw new ClaimLostException([row.EntryId]);
            if (!row.Removes)
                writer.UpdateEntry(row.Entry, records);
            else if (writer.RemoveEntry(row.EntryId, row.MessageId.Value))
                Complete(row, writer, completed);
        }
    }

    private void Complete(in UpdateRow row, SpoolWriter writer, List<MessageId> completed)
    {
        completed.Add(row.MessageId);
        if (row.Completed is { } notice)
            writer.InsertNotice(notice.Name, records[notice.Json]);
    }

    private NoticeRow Encode(MessageNotice notice) => new(notice.Name, NoticeRecord.Write(records, notice));

    public void Clear()
    {
        records.Clear();
        messages.Clear();
        entries.Clear();
        updates.Clear();
        notices.Clear();
        inlineOctets = 0;
    }
}
