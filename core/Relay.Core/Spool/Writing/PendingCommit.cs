using System.Threading.Tasks.Sources;
using Relay.Core.Spool.Content;
using Relay.Core.Spool.Records;
using Relay.Sdk.Events;
using Relay.Sdk.Mail;
using Relay.Sdk.Spool;

namespace Relay.Core.Spool.Writing;

/// <summary>A change on its way to the disk. Encoded by its caller, applied by the writer thread; used again for other changes.</summary>
internal sealed class PendingCommit(PendingCommitPool pool) : WriteRequest, IValueTaskSource<SpoolReceipt>
{
    private const int Waiting = 0;
    private const int Ended = 1;
    private const int GivenUp = 2;
    private readonly RecordWriter records = new();
    private readonly List<MessageRow> messages = [];
    private readonly List<EntryRow> entries = [];
    private readonly List<UpdateRow> updates = [];
    private readonly List<NoticeRow> notices = [];
    private readonly List<MessageId> completed = [];
    private ManualResetValueTaskSourceCore<SpoolReceipt> source = new() { RunContinuationsAsynchronously = true };
    private CancellationTokenRegistration cancellation;
    private IReadOnlyList<ClaimedEntry> made = [];
    private long octets;
    private int state;

    public override bool BringsMail => messages.Count > 0;

    public override bool EndsAttempts => updates.Count > 0;

    public override long Octets => octets;

    /// <summary>The result, to be awaited once.</summary>
    public ValueTask<SpoolReceipt> Task => new(this, source.Version);

    /// <summary>Entries of the new messages so far.</summary>
    public int NewEntries => entries.Count;

    /// <summary>The first entry's id and the content of a new message.</summary>
    public (long FirstEntry, SpooledContent Content) PlaceOf(int message) => (messages[message].FirstEntry, messages[message].Content);

    /// <summary>Adds a new message.</summary>
    /// <param name="message">The message.</param>
    /// <param name="draft">Sealed.</param>
    /// <param name="content">The draft's content; this request takes over the caller's share.</param>
    /// <param name="firstEntry">The id of its first entry.</param>
    public void Add(NewMessage message, LocalDraft draft, SpooledContent content, long firstEntry)
    {
        messages.Add(new MessageRow(
            message.Message.Id.Value, firstEntry, message.Entries.Count, message.Claim, MessageRecord.Write(records, message.Message), draft, content));
        octets += content is MemoryContent ? content.LengthOctets : 0;
        for (int i = 0; i < message.Entries.Count; i++)
            entries.Add(EntryRow.Of(message.Entries[i], firstEntry + i, records));
    }

    public void Add(EntryUpdate update)
    {
        EntryRow row = update.Next is null ? default : EntryRow.Of(update.Next, update.Entry.EntryId, records);
        updates.Add(new UpdateRow(update.Entry.EntryId, update.Entry.Message.Id, update.Entry.Message.LengthOctets, update.Next is null, update.KeepClaim, row));
    }

    public void Add(Notice notice)
    {
        notices.Add(new NoticeRow(notice.Name, NoticeRecord.Write(records, notice)));
    }

    /// <summary>Ends the encoding.</summary>
    /// <param name="receiptEntries">What the receipt will say of new entries.</param>
    /// <param name="cancellationToken">Ends the waiting, not the writing.</param>
    public void Ready(IReadOnlyList<ClaimedEntry> receiptEntries, CancellationToken cancellationToken)
    {
        made = receiptEntries;
        octets += records.Position;
        if (cancellationToken.CanBeCanceled)
            cancellation = cancellationToken.UnsafeRegister(static (pending, token) => ((PendingCommit)pending!).GiveUp(token), this);
    }

    public override void Apply(SpoolWriter writer)
    {
        completed.Clear();
        foreach (ref readonly MessageRow row in System.Runtime.InteropServices.CollectionsMarshal.AsSpan(messages))
            writer.InsertMessage(row.Id, row.FirstEntry, row.Entries, records[row.Record], row.Content as MemoryContent);
        foreach (ref readonly EntryRow row in System.Runtime.InteropServices.CollectionsMarshal.AsSpan(entries))
            writer.InsertEntry(row, records);
        foreach (ref readonly UpdateRow row in System.Runtime.InteropServices.CollectionsMarshal.AsSpan(updates))
        {
            if (!row.Removes)
                writer.UpdateEntry(row.Entry, records);
            else if (writer.RemoveEntry(row.EntryId, row.MessageId.Value))
                completed.Add(row.MessageId);
        }

        foreach (ref readonly NoticeRow row in System.Runtime.InteropServices.CollectionsMarshal.AsSpan(notices))
            writer.InsertNotice(row.Name, records[row.Json]);
    }

    public override void Succeed()
    {
        foreach (MessageRow row in messages)
        {
            row.Draft.EndCommit(stored: true);
            row.Content.Release();
        }

        foreach (UpdateRow row in updates)
            pool.EndUpdate(row, isCompleted: row.Removes && completed.Contains(row.MessageId));
        var receipt = new SpoolReceipt(made, completed.Count == 0 ? [] : completed.ToArray());
        if (Interlocked.CompareExchange(ref state, Ended, Waiting) == Waiting)
            source.SetResult(receipt);
        else
            GiveBack();
    }

    public override void Fail(Exception fault)
    {
        foreach (MessageRow row in messages)
        {
            row.Draft.EndCommit(stored: false);
            row.Content.Release();
        }

        GiveBack();
        if (Interlocked.CompareExchange(ref state, Ended, Waiting) == Waiting)
            source.SetException(fault);
    }

    /// <summary>Ends the claims that the change was to make, and their shares of the content.</summary>
    private void GiveBack()
    {
        foreach (MessageRow row in messages)
        {
            if (row.Claims)
                pool.Claims.End(row.FirstEntry, row.Entries);
        }

        for (int i = 0; i < made.Count; i++)
            made[i].Content?.Release();
    }

    private void GiveUp(CancellationToken token)
    {
        if (Interlocked.CompareExchange(ref state, GivenUp, Waiting) == Waiting)
            source.SetException(new OperationCanceledException(token));
    }

    SpoolReceipt IValueTaskSource<SpoolReceipt>.GetResult(short token)
    {
        bool isEnded = Volatile.Read(ref state) == Ended;
        try
        {
            return source.GetResult(token);
        }
        finally
        {
            // After giving up the writer may still hold it: it is then left to the collector.
            cancellation.Dispose();
            if (isEnded)
                Recycle();
        }
    }

    ValueTaskSourceStatus IValueTaskSource<SpoolReceipt>.GetStatus(short token) => source.GetStatus(token);

    void IValueTaskSource<SpoolReceipt>.OnCompleted(
        Action<object?> continuation, object? continuationState, short token, ValueTaskSourceOnCompletedFlags flags) =>
        source.OnCompleted(continuation, continuationState, token, flags);

    private void Recycle()
    {
        records.Clear();
        messages.Clear();
        entries.Clear();
        updates.Clear();
        notices.Clear();
        completed.Clear();
        cancellation = default;
        made = [];
        octets = 0;
        source.Reset();
        state = Waiting;
        pool.Return(this);
    }
}
