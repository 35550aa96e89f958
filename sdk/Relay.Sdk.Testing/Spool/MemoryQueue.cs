using System.Runtime.CompilerServices;
using Relay.Sdk.Events;
using Relay.Sdk.Mail;
using Relay.Sdk.Spool;

namespace Relay.Sdk.Testing.Spool;

/// <summary>The queue of a <see cref="MemorySpool"/>.</summary>
internal sealed class MemoryQueue(MemoryState state, MemorySpool spool) : ISpoolQueue
{
    public async ValueTask<SpoolReceipt> CommitAsync(SpoolChange change, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        state.CommitBegun.TrySetResult();
        MemoryDraft[] drafts = [.. change.Messages.Select(static message => (MemoryDraft)message.Draft)];
        foreach (MemoryDraft draft in drafts)
            draft.Seal();
        try
        {
            await spool.CommitDelay();
            if (spool.CommitFault(change) is { } fault)
                throw fault;
            if (!spool.HasRoom && change.Messages.Count > 0 && change.Updates.Count == 0 && drafts.Any(static draft => !draft.MayUseReserve))
                throw new SpoolFullException();
            return state.Use(s => Store(s, change));
        }
        catch
        {
            foreach (MemoryDraft draft in drafts)
                draft.EndCommit();
            throw;
        }
    }

    public ValueTask<IReadOnlyList<ClaimedEntry>> ClaimDueAsync(string destination, DateTimeOffset now, int limit,
        CancellationToken cancellationToken) =>
        new(state.Use(s =>
        {
            s.Claims++;
            return s.Due.TryGetValue(destination, out SortedSet<(long Ticks, long Id)>? times) ? Claim(s, times, now, limit) : [];
        }));

    public ValueTask<IReadOnlyList<ClaimedEntry>> ClaimForReviewAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken) =>
        new(state.Use(s => Claim(s, s.Review, now, limit)));

    public ValueTask<ClaimedEntry?> ClaimAsync(long entryId, CancellationToken cancellationToken) => new(state.Use(s =>
    {
        if (s.Entries.TryGetValue(entryId, out QueueEntry? entry) && !s.Fences.ContainsKey(entryId))
            return new ClaimedEntry(entry with { Fence = s.Claim(entryId) }, null);
        s.RefusedClaims++;
        return null;
    }));

    public ValueTask ReleaseAsync(IReadOnlyList<ClaimedEntry> entries, CancellationToken cancellationToken)
    {
        // A delivery that ends late may give back to a store that is closed.
        state.Read(s =>
        {
            foreach (ClaimedEntry claimed in entries)
            {
                if (s.Holds(claimed.Entry))
                    s.EndClaim(claimed.Entry.EntryId);
            }

            return entries.Count;
        });
        return ValueTask.CompletedTask;
    }

    public ValueTask<bool> MarkInFlightAsync(QueueEntry entry, CancellationToken cancellationToken) => new(state.Use(s =>
    {
        bool holds = s.Holds(entry);
        if (holds)
            s.InFlight.Add(entry.EntryId);
        return holds;
    }));

    public async IAsyncEnumerable<DestinationBacklog> ListDestinationsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.Yield();
        List<DestinationBacklog> backlogs = state.Use(static s => s.Due.Where(static d => d.Value.Count > 0)
            .Select(static d => new DestinationBacklog(d.Key, new DateTimeOffset(d.Value.Min.Ticks, TimeSpan.Zero), d.Value.Count)).ToList());
        foreach (DestinationBacklog backlog in backlogs)
            yield return backlog;
    }

    public ValueTask<DateTimeOffset?> NextDueAsync(string destination, CancellationToken cancellationToken) => new(state.Use(s =>
    {
        foreach ((long ticks, long id) in s.Due.GetValueOrDefault(destination) ?? [])
        {
            if (!s.Fences.ContainsKey(id))
                return new DateTimeOffset(ticks, TimeSpan.Zero);
        }

        return (DateTimeOffset?)null;
    }));

    public async IAsyncEnumerable<QueueEntry> ListAsync(QueueFilter filter, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.Yield();
        foreach (QueueEntry entry in Find(filter))
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return entry;
        }
    }

    public ValueTask<long> CountAsync(QueueFilter filter, CancellationToken cancellationToken) => new(Find(filter).Count);

    private List<QueueEntry> Find(QueueFilter filter) =>
        state.Use(s => s.Entries.Values.Where(entry => Selects(filter, entry)).Take(filter.Limit ?? int.MaxValue).ToList());

    private static bool Selects(QueueFilter filter, QueueEntry entry) =>
        entry.EntryId > (filter.After ?? 0)
        && (filter.MessageId is null || entry.Message.Id == filter.MessageId)
        && (filter.Destination is null || Same(entry.Destination, filter.Destination))
        && (filter.ReversePath is null || Same(entry.Message.ReversePath.ToString(), filter.ReversePath))
        && (filter.ReceivedBefore is not { } before || entry.Message.ReceivedAt < before)
        && (filter.Held is null || (entry.Hold != QueueHold.None) == filter.Held)
        && (filter.Recipient is not { } wanted || entry.Recipients.Any(r => wanted.StartsWith('@') ? Same(r.Mailbox.Domain.Value, wanted[1..])
            : Same(r.Mailbox.ToString(), wanted)));

    private static bool Same(string one, string two) => string.Equals(one, two, StringComparison.OrdinalIgnoreCase);

    private static SpoolReceipt Store(MemoryState state, SpoolChange change)
    {
        HashSet<MessageId> ids = [.. change.Messages.Select(static message => message.Message.Id)];
        if (ids.Count < change.Messages.Count || ids.Any(state.Messages.ContainsKey))
            throw new IOException("the spool already has a message with this id");
        long[] lost = [.. change.Updates.Where(u => state.Entries.ContainsKey(u.Entry.EntryId) && !state.Holds(u.Entry))
            .Select(static u => u.Entry.EntryId)];
        if (lost.Length > 0)
            throw new ClaimLostException(lost);

        state.Commits++;
        var made = new List<ClaimedEntry>();
        foreach (NewMessage message in change.Messages)
            Add(state, message, made);
        var completed = new List<QueuedMessage>();
        foreach (EntryUpdate update in change.Updates)
        {
            if (Apply(state, update))
                completed.Add(update.Entry.Message);
        }

        IEnumerable<MessageNotice> completions = change.CompletedAt is { } at ? completed.Select(message => MessageCompleted.Of(message, at)) : [];
        foreach (MessageNotice notice in change.Notices.Concat(completions))
            state.Notices.Add(new OutboxNotice(++state.LastPosition, notice));
        return new SpoolReceipt(made, [.. completed.Select(static message => message.Id)]);
    }

    private static void Add(MemoryState state, NewMessage message, List<ClaimedEntry> made)
    {
        byte[] content = ((MemoryDraft)message.Draft).ToArray();
        state.Messages.Add(message.Message.Id, (message.Message, content, message.Claim, state.Commits));
        foreach (QueueEntry entry in message.Entries)
        {
            QueueEntry stored = entry with { EntryId = ++state.LastEntryId, Message = message.Message, Fence = 0 };
            state.Put(stored);
            made.Add(message.Claim ? new ClaimedEntry(stored with { Fence = state.Claim(stored.EntryId) }, state.Hand(content))
                : new ClaimedEntry(stored, null));
        }
    }

    /// <returns>Whether the message went with its last entry.</returns>
    private static bool Apply(MemoryState state, EntryUpdate update)
    {
        long id = update.Entry.EntryId;
        if (!state.Entries.TryGetValue(id, out QueueEntry? old))
            return false;
        state.Remove(old);
        if (update.Next is not null)
            state.Put(update.Next with { EntryId = id, Message = old.Message, Fence = 0 });
        if (update.KeepClaim)
            state.InFlight.Remove(id);
        else
            state.EndClaim(id);
        return update.Next is null && !state.Entries.Values.Any(entry => entry.Message.Id == old.Message.Id) && state.Messages.Remove(old.Message.Id);
    }

    private static List<ClaimedEntry> Claim(MemoryState state, SortedSet<(long Ticks, long Id)> times, DateTimeOffset now, int limit)
    {
        var claimed = new List<ClaimedEntry>();
        foreach ((long ticks, long id) in times)
        {
            if (ticks > now.UtcTicks || claimed.Count == limit)
                break;
            if (!state.Fences.ContainsKey(id))
                claimed.Add(new ClaimedEntry(state.Entries[id] with { Fence = state.Claim(id) }, null));
        }

        return claimed;
    }
}
