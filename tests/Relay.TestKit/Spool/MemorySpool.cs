using System.Collections.Concurrent;
using Relay.Sdk.Events;
using Relay.Sdk.Mail;
using Relay.Sdk.Spool;
using Relay.TestKit.Peers;

namespace Relay.TestKit.Spool;

/// <summary>A spool in memory, for tests of what puts mail into one. It forgets nothing and schedules nothing: for that use the real store.</summary>
public sealed class MemorySpool : ISpoolStore
{
    private readonly ConcurrentQueue<MemoryMessage> messages = [];
    private readonly ConcurrentQueue<MessageNotice> notices = [];
    private readonly ConcurrentQueue<MemoryDraft> drafts = [];
    private readonly TaskCompletionSource commitBegun = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long lastEntry;

    public bool HasRoom { get; set; } = true;

    /// <summary>Thrown by every commit while it is set.</summary>
    public Exception? CommitFault { get; set; }

    /// <summary>Thrown by every flush of a draft while it is set.</summary>
    public Exception? FlushFault { get; set; }

    /// <summary>Thrown by every draft that is disposed of while it is set.</summary>
    public Exception? DropFault { get; set; }

    /// <summary>Awaited by every commit while it is set.</summary>
    public Task? CommitGate { get; set; }

    /// <summary>Done when the first commit has been asked for.</summary>
    public Task CommitBegun => commitBegun.Task;

    /// <summary>Drafts forget what was flushed, for tests of memory.</summary>
    public bool KeepsNothing { get; set; }

    /// <summary>What was committed, in order.</summary>
    public IReadOnlyList<MemoryMessage> Messages => [.. messages];

    public IReadOnlyList<MessageNotice> Notices => [.. notices];

    /// <summary>All drafts ever begun.</summary>
    public IReadOnlyList<MemoryDraft> Drafts => [.. drafts];

    public ValueTask<SpoolRecovery> StartAsync(CancellationToken cancellationToken) =>
        ValueTask.FromResult(new SpoolRecovery { Messages = 0, AfterCrash = false });

    public ISpoolDraft BeginDraft(MessageId id, bool mayUseReserve = false)
    {
        var draft = new MemoryDraft(this, id);
        drafts.Enqueue(draft);
        return draft;
    }

    public async ValueTask<SpoolReceipt> CommitAsync(SpoolChange change, CancellationToken cancellationToken)
    {
        commitBegun.TrySetResult();
        if (CommitGate is { } gate)
            await gate;
        if (CommitFault is { } fault)
            throw fault;
        var entries = new List<ClaimedEntry>();
        foreach (NewMessage message in change.Messages)
        {
            var draft = (MemoryDraft)message.Draft;
            byte[] content = draft.Content.ToArray();
            QueueEntry[] stored = [.. message.Entries.Select(entry => entry with { EntryId = Interlocked.Increment(ref lastEntry) })];
            messages.Enqueue(new MemoryMessage(message.Message, stored, content, message.Claim));
            entries.AddRange(stored.Select(entry => new ClaimedEntry(entry, message.Claim ? new MemoryContent(false, content) : null)));
        }

        foreach (MessageNotice notice in change.Notices)
            notices.Enqueue(notice);
        return new SpoolReceipt(entries, []);
    }

    public ValueTask<SpooledContent?> OpenContentAsync(MessageId id, CancellationToken cancellationToken)
    {
        MemoryMessage? found = messages.FirstOrDefault(message => message.Message.Id == id);
        return ValueTask.FromResult<SpooledContent?>(found is null ? null : new MemoryContent(false, found.Content));
    }

    public async IAsyncEnumerable<QueueEntry> ListAsync(
        QueueFilter filter, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        foreach (QueueEntry entry in messages.SelectMany(message => message.Entries))
            yield return entry;
    }

    public ValueTask<IReadOnlyList<ClaimedEntry>> ClaimDueAsync(string destination, DateTimeOffset now, int limit, CancellationToken cancellationToken) =>
        ValueTask.FromResult<IReadOnlyList<ClaimedEntry>>([]);

    public ValueTask<IReadOnlyList<ClaimedEntry>> ClaimAttentionAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken) =>
        ValueTask.FromResult<IReadOnlyList<ClaimedEntry>>([]);

    public ValueTask<ClaimedEntry?> ClaimAsync(long entryId, CancellationToken cancellationToken) => ValueTask.FromResult<ClaimedEntry?>(null);

    public void Release(IReadOnlyList<ClaimedEntry> entries)
    {
    }

    public void MarkInFlight(QueueEntry entry)
    {
    }

    public async IAsyncEnumerable<DestinationBacklog> ListDestinationsAsync(
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        yield break;
    }

    public ValueTask<DateTimeOffset?> NextDueAsync(string destination, CancellationToken cancellationToken) => ValueTask.FromResult<DateTimeOffset?>(null);

    public ValueTask<IReadOnlyList<OutboxNotice>> ReadOutboxAsync(long after, int limit, CancellationToken cancellationToken) =>
        ValueTask.FromResult<IReadOnlyList<OutboxNotice>>([]);

    public ValueTask<IReadOnlyDictionary<string, long>> LoadPositionsAsync(CancellationToken cancellationToken) =>
        ValueTask.FromResult<IReadOnlyDictionary<string, long>>(new Dictionary<string, long>());

    public ValueTask SavePositionsAsync(IReadOnlyDictionary<string, long> positions, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
