using System.Runtime.CompilerServices;
using Relay.Sdk.Events;
using Relay.Sdk.Mail;
using Relay.Sdk.Spool;

namespace KeepsInMemory;

/// <summary>Keeps the queue in dictionaries under one lock.</summary>
internal sealed class MemoryStore : ISpoolStore, ISpoolQueue, ISpoolContent, ISpoolOutbox
{
    private readonly KeepsInMemorySettings settings;
    private readonly MemoryRoom room;
    private readonly Lock gate = new();
    private readonly SortedDictionary<long, QueueEntry> entries = [];
    private readonly Dictionary<long, long> fences = [];
    private readonly Dictionary<MessageId, byte[]> contents = [];
    private readonly List<OutboxNotice> outbox = [];
    private readonly Dictionary<(string Relay, string Subscriber), long> positions = [];
    private long lastEntry;
    private long lastFence;
    private long lastNotice;

    public MemoryStore(KeepsInMemorySettings settings, MemoryRoom room)
    {
        (this.settings, this.room) = (settings, room);
        settings.Throw("create");
    }

    public ISpoolQueue Queue => this;

    public ISpoolContent Content => this;

    public ISpoolOutbox Outbox => this;

    public bool HasRoom => true;

    public ValueTask<SpoolRecovery> StartAsync(CancellationToken cancellationToken)
    {
        settings.Throw("start");
        if (!room.IsOpen)
            throw new IOException("the store's plugin has not started");
        return new(new SpoolRecovery { Messages = 0, AfterCrash = false });
    }

    public ValueTask<ISpoolDraft> BeginAsync(MessageId id, bool mayUseReserve, CancellationToken cancellationToken) => new(new MemoryDraft());

    public ValueTask<SpoolReceipt> CommitAsync(SpoolChange change, CancellationToken cancellationToken)
    {
        settings.Throw("commit");
        lock (gate)
        {
            if (change.Messages.Any(message => contents.ContainsKey(message.Message.Id)))
                throw new IOException("the store already has a message with this id");
            if (change.Updates.FirstOrDefault(update => entries.ContainsKey(update.Entry.EntryId) && !Holds(update.Entry)) is { } lost)
                throw new ClaimLostException([lost.Entry.EntryId]);
            List<ClaimedEntry> made = [];
            Dictionary<MessageId, QueuedMessage> touched = [];
            foreach (NewMessage message in change.Messages)
                Add(message, made);
            foreach (EntryUpdate update in change.Updates)
            {
                if (Update(update))
                    touched[update.Entry.Message.Id] = update.Entry.Message;
            }

            MessageId[] completed = [.. touched.Keys.Where(id => !entries.Values.Any(entry => entry.Message.Id == id))];
            foreach (MessageId id in completed)
                contents.Remove(id);
            outbox.AddRange(change.Notices.Select(notice => new OutboxNotice(++lastNotice, notice)));
            if (change.CompletedAt is { } at)
                outbox.AddRange(completed.Select(id => new OutboxNotice(++lastNotice, MessageCompleted.Of(touched[id], at))));
            return new(new SpoolReceipt(made, completed));
        }
    }

    public ValueTask<IReadOnlyList<ClaimedEntry>> ClaimDueAsync(string destination, DateTimeOffset now, int limit,
        CancellationToken cancellationToken) =>
        Claim(entry => entry.Destination == destination && entry.Hold == QueueHold.None && entry.DueAt <= now, entry => entry.DueAt, limit);

    public ValueTask<IReadOnlyList<ClaimedEntry>> ClaimForReviewAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken) =>
        Claim(entry => entry.ReviewAt <= now, entry => entry.ReviewAt, limit);

    public async ValueTask<ClaimedEntry?> ClaimAsync(long entryId, CancellationToken cancellationToken) =>
        await Claim(entry => entry.EntryId == entryId, entry => entry.DueAt, 1) is [var one] ? one : null;

    public ValueTask ReleaseAsync(IReadOnlyList<ClaimedEntry> released, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            foreach (ClaimedEntry claimed in released.Where(claimed => Holds(claimed.Entry)))
                fences.Remove(claimed.Entry.EntryId);
        }

        return default;
    }

    public ValueTask<bool> MarkInFlightAsync(QueueEntry entry, CancellationToken cancellationToken)
    {
        lock (gate)
            return new(Holds(entry));
    }

    public ValueTask<SpooledContent?> OpenAsync(MessageId id, CancellationToken cancellationToken)
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
            return new(entries.Values.Where(entry => entry.Destination == destination && entry.Hold == QueueHold.None
                && !fences.ContainsKey(entry.EntryId))
                .Min(entry => (DateTimeOffset?)entry.DueAt));
        }
    }

    public IAsyncEnumerable<QueueEntry> ListAsync(QueueFilter filter, CancellationToken cancellationToken)
    {
        lock (gate)
            return Each(Find(filter), cancellationToken);
    }

    public ValueTask<long> CountAsync(QueueFilter filter, CancellationToken cancellationToken)
    {
        lock (gate)
            return new(Find(filter).Length);
    }

    public ValueTask<IReadOnlyList<OutboxNotice>> ReadAsync(long after, int limit, CancellationToken cancellationToken)
    {
        lock (gate)
            return new([.. outbox.Where(notice => notice.Position > after).Take(limit)]);
    }

    public ValueTask<IReadOnlyDictionary<string, long>> LoadPositionsAsync(string relay, CancellationToken cancellationToken)
    {
        lock (gate)
            return new(positions.Where(saved => saved.Key.Relay == relay).ToDictionary(saved => saved.Key.Subscriber, saved => saved.Value));
    }

    public ValueTask SavePositionsAsync(string relay, IReadOnlyDictionary<string, long> saved, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            foreach ((string Relay, string Subscriber) place in positions.Keys.Where(place => place.Relay == relay).ToArray())
                positions.Remove(place);
            foreach ((string subscriber, long position) in saved)
                positions[(relay, subscriber)] = position;
            if (positions.Count > 0)
                outbox.RemoveAll(notice => positions.Values.All(position => notice.Position <= position));
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
            made.Add(message.Claim ? new ClaimedEntry(Claimed(stored), new MemoryContent(content)) : new ClaimedEntry(stored, null));
        }
    }

    // An update of an entry that is gone does nothing.
    private bool Update(EntryUpdate update)
    {
        long id = update.Entry.EntryId;
        if (!update.KeepClaim)
            fences.Remove(id);
        if (update.Next is null)
            return entries.Remove(id);
        if (!entries.ContainsKey(id))
            return false;
        entries[id] = update.Next with { Fence = 0 };
        return true;
    }

    private ValueTask<IReadOnlyList<ClaimedEntry>> Claim(Func<QueueEntry, bool> wanted, Func<QueueEntry, DateTimeOffset> order, int limit)
    {
        lock (gate)
        {
            QueueEntry[] found = [.. entries.Values.Where(entry => !fences.ContainsKey(entry.EntryId) && wanted(entry)).OrderBy(order).Take(limit)];
            return new([.. found.Select(entry => new ClaimedEntry(Claimed(entry), null))]);
        }
    }

    private QueueEntry Claimed(QueueEntry entry) => entry with { Fence = fences[entry.EntryId] = ++lastFence };

    private bool Holds(QueueEntry entry) => entry.Fence != 0 && fences.GetValueOrDefault(entry.EntryId) == entry.Fence;

    private QueueEntry[] Find(QueueFilter filter) =>
        [.. entries.Values.Where(entry => (filter.MessageId is null || entry.Message.Id == filter.MessageId) && entry.EntryId > (filter.After ?? 0))
            .Take(filter.Limit ?? int.MaxValue)];

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
