using System.Runtime.CompilerServices;
using Relay.Sdk.Events;
using Relay.Sdk.Mail;
using Relay.Sdk.Spool;

namespace KeepsInMemory;

/// <summary>Keeps the queue in dictionaries under one lock.</summary>
internal sealed class MemoryStore : ISpoolStore
{
    private readonly KeepsInMemorySettings settings;
    private readonly MemoryRoom room;
    private readonly Lock gate = new();
    private readonly SortedDictionary<long, QueueEntry> entries = [];
    private readonly HashSet<long> claimed = [];
    private readonly Dictionary<MessageId, byte[]> contents = [];
    private readonly List<OutboxNotice> outbox = [];
    private Dictionary<string, long> positions = [];
    private long lastEntry;
    private long lastNotice;

    public MemoryStore(KeepsInMemorySettings settings, MemoryRoom room)
    {
        (this.settings, this.room) = (settings, room);
        settings.Throw("create");
    }

    public bool HasRoom => true;

    public ValueTask<SpoolRecovery> StartAsync(CancellationToken cancellationToken)
    {
        settings.Throw("start");
        if (!room.IsOpen)
            throw new IOException("the store's plugin has not started");
        return new(new SpoolRecovery { Messages = 0, AfterCrash = false });
    }

    public ISpoolDraft BeginDraft(MessageId id, bool mayUseReserve = false) => new MemoryDraft();

    public ValueTask<SpoolReceipt> CommitAsync(SpoolChange change, CancellationToken cancellationToken)
    {
        settings.Throw("commit");
        lock (gate)
        {
            List<ClaimedEntry> made = [];
            HashSet<MessageId> touched = [];
            foreach (NewMessage message in change.Messages)
                Add(message, made);
            foreach (EntryUpdate update in change.Updates)
            {
                if (Update(update))
                    touched.Add(update.Entry.Message.Id);
            }

            MessageId[] completed = [.. touched.Where(id => !entries.Values.Any(entry => entry.Message.Id == id))];
            foreach (MessageId id in completed)
                contents.Remove(id);
            outbox.AddRange(change.Notices.Select(notice => new OutboxNotice(++lastNotice, notice)));
            if (change.CompletedAt is { } at)
                outbox.AddRange(completed.Select(id => new OutboxNotice(++lastNotice, MessageCompleted.Of(id, at))));
            return new(new SpoolReceipt(made, completed));
        }
    }

    public ValueTask<IReadOnlyList<ClaimedEntry>> ClaimDueAsync(string destination, DateTimeOffset now, int limit, CancellationToken cancellationToken) =>
        Claim(entry => entry.Destination == destination && entry.Hold == QueueHold.None && entry.DueAt <= now, entry => entry.DueAt, limit);

    public ValueTask<IReadOnlyList<ClaimedEntry>> ClaimAttentionAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken) =>
        Claim(entry => entry.AttentionAt <= now, entry => entry.AttentionAt, limit);

    public async ValueTask<ClaimedEntry?> ClaimAsync(long entryId, CancellationToken cancellationToken) =>
        await Claim(entry => entry.EntryId == entryId, entry => entry.DueAt, 1) is [var one] ? one : null;

    public void Release(IReadOnlyList<ClaimedEntry> released)
    {
        lock (gate)
        {
            foreach (ClaimedEntry entry in released)
                claimed.Remove(entry.Entry.EntryId);
        }
    }

    public void MarkInFlight(QueueEntry entry)
    {
    }

    public ValueTask<SpooledContent?> OpenContentAsync(MessageId id, CancellationToken cancellationToken)
    {
        lock (gate)
            return new(contents.TryGetValue(id, out byte[]? content) ? new MemoryContent(content) : null);
    }

    public IAsyncEnumerable<DestinationBacklog> ListDestinationsAsync(CancellationToken cancellationToken)
    {
        lock (gate)
        {
            return Each<DestinationBacklog>([.. entries.Values.Where(entry => entry.Hold == QueueHold.None).GroupBy(entry => entry.Destination)
                .Select(group => new DestinationBacklog(group.Key, group.Min(entry => entry.DueAt), group.Count()))], cancellationToken);
        }
    }

    public ValueTask<DateTimeOffset?> NextDueAsync(string destination, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            return new(entries.Values.Where(entry => entry.Destination == destination && entry.Hold == QueueHold.None && !claimed.Contains(entry.EntryId))
                .Min(entry => (DateTimeOffset?)entry.DueAt));
        }
    }

    public IAsyncEnumerable<QueueEntry> ListAsync(QueueFilter filter, CancellationToken cancellationToken)
    {
        lock (gate)
            return Each<QueueEntry>([.. entries.Values.Where(entry => filter.MessageId is null || entry.Message.Id == filter.MessageId).Take(filter.Limit ?? int.MaxValue)], cancellationToken);
    }

    public ValueTask<IReadOnlyList<OutboxNotice>> ReadOutboxAsync(long after, int limit, CancellationToken cancellationToken)
    {
        lock (gate)
            return new([.. outbox.Where(notice => notice.Position > after).Take(limit)]);
    }

    public ValueTask<IReadOnlyDictionary<string, long>> LoadPositionsAsync(CancellationToken cancellationToken) => new(new Dictionary<string, long>(positions));

    public ValueTask SavePositionsAsync(IReadOnlyDictionary<string, long> saved, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            positions = new Dictionary<string, long>(saved);
            outbox.RemoveAll(notice => saved.Values.All(position => notice.Position <= position));
        }

        return default;
    }

    public ValueTask DisposeAsync() => default;

    private void Add(NewMessage message, List<ClaimedEntry> made)
    {
        byte[] content = ((MemoryDraft)message.Draft).ToArray();
        contents.Add(message.Message.Id, content);
        foreach (QueueEntry entry in message.Entries)
        {
            QueueEntry stored = entry with { EntryId = ++lastEntry };
            entries.Add(stored.EntryId, stored);
            if (message.Claim)
                claimed.Add(stored.EntryId);
            made.Add(new ClaimedEntry(stored, message.Claim ? new MemoryContent(content) : null));
        }
    }

    // An update of an entry that is gone does nothing.
    private bool Update(EntryUpdate update)
    {
        long id = update.Entry.EntryId;
        if (!update.KeepClaim)
            claimed.Remove(id);
        if (update.Next is null)
            return entries.Remove(id);
        if (!entries.ContainsKey(id))
            return false;
        entries[id] = update.Next;
        return true;
    }

    private ValueTask<IReadOnlyList<ClaimedEntry>> Claim(Func<QueueEntry, bool> wanted, Func<QueueEntry, DateTimeOffset> order, int limit)
    {
        lock (gate)
        {
            QueueEntry[] found = [.. entries.Values.Where(entry => !claimed.Contains(entry.EntryId) && wanted(entry)).OrderBy(order).Take(limit)];
            claimed.UnionWith(found.Select(entry => entry.EntryId));
            return new([.. found.Select(entry => new ClaimedEntry(entry, null))]);
        }
    }

    private static async IAsyncEnumerable<T> Each<T>(T[] items, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        foreach (T item in items)
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return item;
        }
    }
}
