using Relay.Core.Spool.Content;
using Relay.Sdk.Spool;

namespace Relay.Core.Spool.Writing;

/// <summary>Takes changes from their callers to the queue. All but the writing itself happens on the caller's thread.</summary>
internal sealed class Committer(CommitQueue queue, PendingCommitPool pool, long lastEntryId)
{
    private long lastEntryId = lastEntryId;

    public ValueTask<SpoolReceipt> CommitAsync(SpoolChange change, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (change.Messages.Count == 0)
            return SendAsync(change, [], cancellationToken);
        Check(change.Messages);
        if (change.Messages.Count == 1)
        {
            // The one path that matters: a single small message, for which nothing has to be awaited.
            ValueTask<SpooledContent> content = ((LocalDraft)change.Messages[0].Draft).SealAsync();
            return content.IsCompletedSuccessfully
                ? SendAsync(change, [content.Result], cancellationToken)
                : SendLaterAsync(change, content, cancellationToken);
        }

        return SealAndSendAsync(change, cancellationToken);
    }

    private static void Check(IReadOnlyList<NewMessage> messages)
    {
        for (int i = 0; i < messages.Count; i++)
        {
            NewMessage message = messages[i];
            if (message.Draft is not LocalDraft draft || draft.Id != message.Message.Id)
                throw new ArgumentException($"the draft of {message.Message.Id} was not begun by this store for this id");
            if (message.Entries.Count == 0)
                throw new ArgumentException($"{message.Message.Id} has no entries");
            if (draft.LengthOctets != message.Message.LengthOctets)
                throw new ArgumentException($"{message.Message.Id} has {draft.LengthOctets} octets, and not {message.Message.LengthOctets} as its " +
                    "record says");
        }
    }

    private async ValueTask<SpoolReceipt> SendLaterAsync(SpoolChange change, ValueTask<SpooledContent> content,
        CancellationToken cancellationToken) =>
        await SendAsync(change, [await content], cancellationToken);

    private async ValueTask<SpoolReceipt> SealAndSendAsync(SpoolChange change, CancellationToken cancellationToken)
    {
        var contents = new SpooledContent[change.Messages.Count];
        int ready = 0;
        try
        {
            for (; ready < contents.Length; ready++)
                contents[ready] = await ((LocalDraft)change.Messages[ready].Draft).SealAsync();
        }
        catch
        {
            for (int i = 0; i < ready; i++)
                Drop(change.Messages[i], contents[i]);

            // Its own draft has dropped itself; those after it were not reached.
            for (int i = ready + 1; i < contents.Length; i++)
                await change.Messages[i].Draft.DisposeAsync();
            throw;
        }

        return await SendAsync(change, contents, cancellationToken);
    }

    private ValueTask<SpoolReceipt> SendAsync(SpoolChange change, SpooledContent[] contents, CancellationToken cancellationToken)
    {
        PendingCommit pending = pool.Rent();
        int added = 0;
        try
        {
            for (; added < contents.Length; added++)
                AddMessage(pending.Change, change.Messages[added], contents[added]);
            for (int i = 0; i < change.Updates.Count; i++)
                pending.Change.Add(change.Updates[i], pool.Claims.Holds(change.Updates[i].Entry), change.CompletedAt);
            for (int i = 0; i < change.Notices.Count; i++)
                pending.Change.Add(change.Notices[i]);
            pending.Ready(MakeEntries(pending.Change, change.Messages), cancellationToken);
            ValueTask queued = queue.AddAsync(pending, CancellationToken.None);
            return queued.IsCompletedSuccessfully ? pending.Task : WaitAsync(pending, queued);
        }
        catch (Exception fault)
        {
            for (; added < contents.Length; added++)
                Drop(change.Messages[added], contents[added]);
            pending.Fail(fault);
            return pending.Task;
        }
    }

    private void AddMessage(EncodedChange change, NewMessage message, SpooledContent content)
    {
        int count = message.Entries.Count;
        long first = Interlocked.Add(ref lastEntryId, count) - count + 1;
        change.Add(message, content, first);
    }

    /// <summary>Makes what the receipt will say of new entries, and claims those that shall be claimed: no other code can know their ids
    /// before.</summary>
    private ClaimedEntry[] MakeEntries(EncodedChange change, IReadOnlyList<NewMessage> messages)
    {
        if (messages.Count == 0)
            return [];
        var made = new ClaimedEntry[change.NewEntries];
        int next = 0;
        for (int i = 0; i < messages.Count; i++)
        {
            NewMessage message = messages[i];
            ref readonly MessageRow row = ref change.Messages[i];
            long fence = message.Claim ? pool.Claims.Take(row.FirstEntry, row.Entries) : 0;
            for (int j = 0; j < row.Entries; j++)
            {
                QueueEntry entry = message.Entries[j] with { EntryId = row.FirstEntry + j, Fence = message.Claim ? fence + j : 0 };
                made[next++] = new ClaimedEntry(entry, message.Claim ? row.Content.Share() : null);
            }
        }

        return made;
    }

    private static void Drop(NewMessage message, SpooledContent content)
    {
        ((LocalDraft)message.Draft).EndCommit(stored: false);
        content.Release();
    }

    private static async ValueTask<SpoolReceipt> WaitAsync(PendingCommit pending, ValueTask added)
    {
        try
        {
            await added;
        }
        catch (ObjectDisposedException fault)
        {
            pending.Fail(fault);
        }

        return await pending.Task;
    }
}
