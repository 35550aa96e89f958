using Relay.Sdk.Mail;
using Relay.Sdk.Spool;

namespace Relay.Sdk.Testing.Spool;

/// <summary>What the parts of a <see cref="MemorySpool"/> share. Its members are used under its lock.</summary>
internal sealed class MemoryState
{
    private const int CrashesToQuarantine = 3;
    private readonly Lock gate = new();
    private bool closed;
    private bool endedInOrder;
    private int openContents;

    public TaskCompletionSource CommitBegun { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Dictionary<MessageId, (QueuedMessage Message, byte[] Content, bool Claimed, int Number)> Messages { get; private init; } = [];

    public SortedDictionary<long, QueueEntry> Entries { get; private init; } = [];

    /// <summary>The entries of each destination that are not held, by their due times.</summary>
    public Dictionary<string, SortedSet<(long Ticks, long Id)>> Due { get; private init; } = [];

    public SortedSet<(long Ticks, long Id)> Review { get; private init; } = [];

    /// <summary>The claimed entries with the fences of their claims.</summary>
    public Dictionary<long, long> Fences { get; } = [];

    public HashSet<long> InFlight { get; } = [];

    public List<OutboxNotice> Notices { get; private init; } = [];

    public Dictionary<(string Relay, string Subscriber), long> Positions { get; private init; } = [];

    public List<MemoryDraft> Drafts { get; } = [];

    public long LastEntryId { get; set; }

    public long LastPosition { get; set; }

    public long LastFence { get; set; }

    public int Commits { get; set; }

    public int Claims { get; set; }

    public int RefusedClaims { get; set; }

    public int OutboxReads { get; set; }

    public int OutboxSaves { get; set; }

    public int OpenContents => Volatile.Read(ref openContents);

    public T Read<T>(Func<MemoryState, T> read)
    {
        lock (gate)
            return read(this);
    }

    /// <summary>As <see cref="Read"/>, for the relay: a closed store does nothing more.</summary>
    public T Use<T>(Func<MemoryState, T> use)
    {
        lock (gate)
        {
            ObjectDisposedException.ThrowIf(closed, typeof(MemorySpool));
            return use(this);
        }
    }

    public void Close()
    {
        lock (gate)
        {
            endedInOrder |= !closed;
            closed = true;
        }
    }

    /// <summary>Closes this state and gives what a store finds that is opened now.</summary>
    public (MemoryState State, SpoolRecovery Recovery) TakeOver()
    {
        lock (gate)
        {
            closed = true;
            var next = new MemoryState
            {
                Messages = Messages,
                Entries = Entries,
                Due = Due,
                Review = Review,
                Notices = Notices,
                Positions = Positions,
                LastEntryId = LastEntryId,
                LastPosition = LastPosition,
                LastFence = LastFence,
            };
            long[] inFlight = endedInOrder ? [] : [.. InFlight.Where(Entries.ContainsKey)];
            int quarantined = inFlight.Count(next.CountCrash);
            return (next, new SpoolRecovery
            {
                Messages = Messages.Count,
                AfterCrash = !endedInOrder,
                InFlight = inFlight.Length,
                Quarantined = quarantined
            });
        }
    }

    public void Put(QueueEntry entry)
    {
        Entries[entry.EntryId] = entry;
        Review.Add((entry.ReviewAt.UtcTicks, entry.EntryId));
        if (entry.Hold != QueueHold.None)
            return;
        if (!Due.TryGetValue(entry.Destination, out SortedSet<(long Ticks, long Id)>? times))
            Due[entry.Destination] = times = [];
        times.Add((entry.DueAt.UtcTicks, entry.EntryId));
    }

    public void Remove(QueueEntry entry)
    {
        Entries.Remove(entry.EntryId);
        Review.Remove((entry.ReviewAt.UtcTicks, entry.EntryId));
        if (Due.TryGetValue(entry.Destination, out SortedSet<(long Ticks, long Id)>? times))
            times.Remove((entry.DueAt.UtcTicks, entry.EntryId));
    }

    public long Claim(long entryId) => Fences[entryId] = ++LastFence;

    public bool Holds(QueueEntry entry) => entry.Fence != 0 && Fences.GetValueOrDefault(entry.EntryId) == entry.Fence;

    public void EndClaim(long entryId)
    {
        Fences.Remove(entryId);
        InFlight.Remove(entryId);
    }

    public Dictionary<string, long> PositionsOf(string relay) =>
        Positions.Where(saved => saved.Key.Relay == relay).ToDictionary(static saved => saved.Key.Subscriber, static saved => saved.Value);

    public SpooledContent Hand(byte[] content)
    {
        Interlocked.Increment(ref openContents);
        return new MemoryContent(content, () => Interlocked.Decrement(ref openContents));
    }

    /// <returns>Whether the entry was put into quarantine.</returns>
    private bool CountCrash(long entryId)
    {
        QueueEntry entry = Entries[entryId];
        bool quarantine = entry.Hold == QueueHold.None && entry.Crashes + 1 >= CrashesToQuarantine;
        Remove(entry);
        Put(entry with { Crashes = entry.Crashes + 1, Hold = quarantine ? QueueHold.Quarantine : entry.Hold });
        return quarantine;
    }
}
