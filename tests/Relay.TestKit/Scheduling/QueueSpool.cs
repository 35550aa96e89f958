using System.Runtime.CompilerServices;
using Relay.Sdk.Events;
using Relay.Sdk.Mail;
using Relay.Sdk.Spool;

namespace Relay.TestKit.Scheduling;

/// <summary>A store in memory, for tests of what stands above it. Durable for as long as the object lives; faults on request.</summary>
public sealed class QueueSpool : ISpoolStore
{
    private readonly Lock gate = new();
    private readonly Dictionary<MessageId, ReadOnlyMemory<byte>> contents = [];
    private readonly Dictionary<long, QueueEntry> entries = [];
    private readonly Dictionary<string, SortedSet<(long Due, long Id)>> due = [];
    private readonly SortedSet<(long At, long Id)> attention = [];
    private readonly HashSet<long> claimed = [];
    private readonly HashSet<long> inFlight = [];
    private readonly List<OutboxNotice> outbox = [];
    private Dictionary<string, long> positions = [];
    private long lastEntryId;
    private int openContents;

    /// <summary>Asked before each commit: an exception to throw, or null.</summary>
    public Func<SpoolChange, Exception?> CommitFault { get; set; } = static _ => null;

    /// <summary>Awaited in each commit before anything is stored.</summary>
    public Func<Task> CommitDelay { get; set; } = static async () => await Task.Yield();

    /// <summary>Asked before content is opened: an exception to throw, or null.</summary>
    public Func<MessageId, Exception?> ContentFault { get; set; } = static _ => null;

    /// <summary>False: below the reserve, which reports may use and new mail may not. For a disk that is full, see <see cref="CommitFault"/>.</summary>
    public bool HasRoom { get; set; } = true;

    public int Commits { get; private set; }

    /// <summary>How often due entries were asked for.</summary>
    public int Claims { get; private set; }

    /// <summary>How often an entry was asked for by its id and somebody else had it.</summary>
    public int RefusedClaims { get; private set; }

    /// <summary>Contents handed out and not yet let go.</summary>
    public int OpenContents => Volatile.Read(ref openContents);

    public IReadOnlyList<QueueEntry> Entries => Read(() => entries.Values.OrderBy(static e => e.EntryId).ToList());

    public IReadOnlyList<MessageNotice> Notices => Read(() => outbox.Select(static n => n.Notice).ToList());

    public IReadOnlyCollection<long> Claimed => Read(() => claimed.ToList());

    public IReadOnlyCollection<long> InFlight => Read(() => inFlight.ToList());

    /// <summary>The messages, with their content as text.</summary>
    public IReadOnlyDictionary<MessageId, string> Contents => Read(() => contents.ToDictionary(static c => c.Key, static c => System.Text.Encoding.UTF8.GetString(c.Value.Span)));

    public ValueTask<SpoolRecovery> StartAsync(CancellationToken cancellationToken) =>
        ValueTask.FromResult(new SpoolRecovery { Messages = contents.Count, AfterCrash = false });

    public ISpoolDraft BeginDraft(MessageId id, bool mayUseReserve = false) => HasRoom || mayUseReserve ? new QueueDraft() : throw new SpoolFullException();

    public async ValueTask<SpoolReceipt> CommitAsync(SpoolChange change, CancellationToken cancellationToken)
    {
        foreach (NewMessage message in change.Messages)
            ((QueueDraft)message.Draft).Seal();
        await CommitDelay();
        if (CommitFault(change) is { } fault)
            throw fault;
        if (!HasRoom && change.Messages.Count > 0 && change.Updates.Count == 0)
            throw new SpoolFullException();
        lock (gate)
            return Store(change);
    }

    public ValueTask<IReadOnlyList<ClaimedEntry>> ClaimDueAsync(string destination, DateTimeOffset now, int limit, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            Claims++;
            return new(!due.TryGetValue(destination, out SortedSet<(long Due, long Id)>? times) ? [] : Claim(times, now, limit));
        }
    }

    public ValueTask<IReadOnlyList<ClaimedEntry>> ClaimAttentionAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken)
    {
        lock (gate)
            return new(Claim(attention, now, limit));
    }

    public ValueTask<ClaimedEntry?> ClaimAsync(long entryId, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            if (entries.TryGetValue(entryId, out QueueEntry? entry) && claimed.Add(entryId))
                return new(new ClaimedEntry(entry, null));
            RefusedClaims++;
            return new((ClaimedEntry?)null);
        }
    }

    public void Release(IReadOnlyList<ClaimedEntry> entries)
    {
        lock (gate)
        {
            foreach (ClaimedEntry entry in entries)
                EndClaim(entry.Entry.EntryId);
        }
    }

    public void MarkInFlight(QueueEntry entry)
    {
        lock (gate)
            inFlight.Add(entry.EntryId);
    }

    public ValueTask<SpooledContent?> OpenContentAsync(MessageId id, CancellationToken cancellationToken)
    {
        if (ContentFault(id) is { } fault)
            throw fault;
        lock (gate)
        {
            if (!contents.TryGetValue(id, out ReadOnlyMemory<byte> octets))
                return new((SpooledContent?)null);
            return new(Hand(octets));
        }
    }

    public async IAsyncEnumerable<DestinationBacklog> ListDestinationsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.Yield();
        List<DestinationBacklog> backlogs = Read(() => due.Where(static d => d.Value.Count > 0)
            .Select(static d => new DestinationBacklog(d.Key, new DateTimeOffset(d.Value.Min.Due, TimeSpan.Zero), d.Value.Count)).ToList());
        foreach (DestinationBacklog backlog in backlogs)
            yield return backlog;
    }

    public ValueTask<DateTimeOffset?> NextDueAsync(string destination, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            foreach ((long ticks, long id) in due.GetValueOrDefault(destination) ?? [])
            {
                if (!claimed.Contains(id))
                    return new(new DateTimeOffset(ticks, TimeSpan.Zero));
            }

            return new((DateTimeOffset?)null);
        }
    }

    public async IAsyncEnumerable<QueueEntry> ListAsync(QueueFilter filter, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.Yield();
        IEnumerable<QueueEntry> found = Entries.Where(entry => Matches(entry, filter));
        foreach (QueueEntry entry in filter.Limit is { } limit ? found.Take(limit) : found)
            yield return entry;
    }

    public ValueTask<IReadOnlyList<OutboxNotice>> ReadOutboxAsync(long after, int limit, CancellationToken cancellationToken) =>
        new(Read(() => outbox.Where(n => n.Position > after).Take(limit).ToList()));

    public ValueTask<IReadOnlyDictionary<string, long>> LoadPositionsAsync(CancellationToken cancellationToken) => new(Read(() => new Dictionary<string, long>(positions)));

    public ValueTask SavePositionsAsync(IReadOnlyDictionary<string, long> positions, CancellationToken cancellationToken)
    {
        lock (gate)
            this.positions = new Dictionary<string, long>(positions);
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static bool Matches(QueueEntry entry, QueueFilter filter) =>
        (filter.MessageId is null || entry.Message.Id == filter.MessageId)
        && (filter.Destination is null || entry.Destination == filter.Destination)
        && (filter.ReversePath is null || string.Equals(entry.Message.ReversePath.ToString(), filter.ReversePath, StringComparison.OrdinalIgnoreCase))
        && (filter.Held is null || (entry.Hold != QueueHold.None) == filter.Held)
        && (filter.Recipient is null || entry.Recipients.Any(r => MatchesRecipient(r.Mailbox, filter.Recipient)));

    private static bool MatchesRecipient(Mailbox mailbox, string wanted) => wanted.StartsWith('@')
        ? string.Equals(mailbox.Domain.Value, wanted[1..], StringComparison.OrdinalIgnoreCase)
        : string.Equals(mailbox.ToString(), wanted, StringComparison.OrdinalIgnoreCase);

    private SpoolReceipt Store(SpoolChange change)
    {
        Commits++;
        var made = new List<ClaimedEntry>();
        var completed = new List<MessageId>();
        foreach (NewMessage message in change.Messages)
        {
            ReadOnlyMemory<byte> octets = ((QueueDraft)message.Draft).Written;
            contents[message.Message.Id] = octets;
            foreach (QueueEntry entry in message.Entries)
            {
                QueueEntry stored = entry with { EntryId = ++lastEntryId, Message = message.Message };
                Put(stored);
                if (message.Claim)
                    claimed.Add(stored.EntryId);
                made.Add(new ClaimedEntry(stored, message.Claim ? Hand(octets) : null));
            }
        }

        foreach (MessageNotice notice in change.Notices)
            outbox.Add(new OutboxNotice(outbox.Count + 1, notice));
        foreach (EntryUpdate update in change.Updates)
        {
            if (!entries.TryGetValue(update.Entry.EntryId, out QueueEntry? old))
                continue;
            Take(old);
            if (update.Next is not null)
                Put(update.Next);
            else if (!entries.Values.Any(e => e.Message.Id == old.Message.Id) && contents.Remove(old.Message.Id))
                completed.Add(old.Message.Id);
            if (!update.KeepClaim)
                EndClaim(old.EntryId);
        }

        if (change.CompletedAt is { } at)
            outbox.AddRange(completed.Select((id, i) => new OutboxNotice(outbox.Count + i + 1, MessageCompleted.Of(id, at))));
        return new SpoolReceipt(made, completed);
    }

    private QueueContent Hand(ReadOnlyMemory<byte> octets)
    {
        Interlocked.Increment(ref openContents);
        return new QueueContent(octets, () => Interlocked.Decrement(ref openContents));
    }

    private void Put(QueueEntry entry)
    {
        entries[entry.EntryId] = entry;
        attention.Add((entry.AttentionAt.UtcTicks, entry.EntryId));
        if (entry.Hold != QueueHold.None)
            return;
        if (!due.TryGetValue(entry.Destination, out SortedSet<(long Due, long Id)>? times))
            due[entry.Destination] = times = [];
        times.Add((entry.DueAt.UtcTicks, entry.EntryId));
    }

    private void Take(QueueEntry entry)
    {
        entries.Remove(entry.EntryId);
        attention.Remove((entry.AttentionAt.UtcTicks, entry.EntryId));
        if (due.TryGetValue(entry.Destination, out SortedSet<(long Due, long Id)>? times))
            times.Remove((entry.DueAt.UtcTicks, entry.EntryId));
    }

    private List<ClaimedEntry> Claim(SortedSet<(long Ticks, long Id)> times, DateTimeOffset now, int limit)
    {
        var list = new List<ClaimedEntry>();
        foreach ((long ticks, long id) in times)
        {
            if (ticks > now.UtcTicks || list.Count == limit)
                break;
            if (claimed.Add(id))
                list.Add(new ClaimedEntry(entries[id], null));
        }

        return list;
    }

    private void EndClaim(long id)
    {
        claimed.Remove(id);
        inFlight.Remove(id);
    }

    private T Read<T>(Func<T> read)
    {
        lock (gate)
            return read();
    }
}
