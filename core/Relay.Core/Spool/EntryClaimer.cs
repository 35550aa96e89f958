using Relay.Core.Spool.Claiming;
using Relay.Core.Spool.Reading;
using Relay.Sdk.Spool;

namespace Relay.Core.Spool;

/// <summary>Finds entries and takes them.</summary>
/// <remarks>
/// Taking comes before loading: what was found in the index may have been changed or removed by its last holder meanwhile, and that
/// holder let go only after its commit. So an entry loaded after it was taken is as it will stay.
/// </remarks>
internal sealed class EntryClaimer(ReaderPool readers, Claims claims, CorruptArea corrupt)
{
    public ValueTask<IReadOnlyList<ClaimedEntry>> ClaimDueAsync(string destination, DateTimeOffset now, int limit,
        CancellationToken cancellationToken) =>
        ClaimAsync(
            limit,
            (destination, due: now.UtcTicks, claims),
            static (reader, ask, room, taken) => reader.TakeDue(ask.destination, ask.due, room, ask.claims, taken),
            static (ask, entry) => entry.Hold == QueueHold.None && entry.DueAt.UtcTicks <= ask.due && entry.Destination == ask.destination,
            cancellationToken);

    public ValueTask<IReadOnlyList<ClaimedEntry>> ClaimForReviewAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken) =>
        ClaimAsync(
            limit,
            (attention: now.UtcTicks, claims),
            static (reader, ask, room, taken) => reader.TakeForReview(ask.attention, room, ask.claims, taken),
            static (ask, entry) => entry.ReviewAt.UtcTicks <= ask.attention,
            cancellationToken);

    public async ValueTask<ClaimedEntry?> ClaimAsync(long entryId, CancellationToken cancellationToken)
    {
        if (!claims.TryTake(entryId))
            return null;
        var found = new List<ClaimedEntry>(1);
        await LoadAsync([entryId], 0, static (_, _) => true, found, cancellationToken);
        return found.Count > 0 ? found[0] : null;
    }

    public ValueTask<DateTimeOffset?> NextDueAsync(string destination, CancellationToken cancellationToken) =>
        readers.ReadAsync((destination, claims), static (reader, ask) => reader.NextDue(ask.destination, ask.claims), cancellationToken);

    /// <summary>Takes an entry that was found unreadable out of the queue, if it still is there; an entry that a worker holds is left to that
    /// worker.</summary>
    public async ValueTask SetAsideAsync(UnreadableEntryException fault)
    {
        if (await ClaimAsync(fault.EntryId, CancellationToken.None) is { } readable)
            claims.End(readable.Entry.EntryId);
    }

    private async ValueTask<IReadOnlyList<ClaimedEntry>> ClaimAsync<TAsk>(
        int limit,
        TAsk ask,
        Action<QueueReader, TAsk, int, List<long>> take,
        Func<TAsk, QueueEntry, bool> stillFits,
        CancellationToken cancellationToken)
    {
        var found = new List<ClaimedEntry>();
        try
        {
            while (found.Count < limit && await FindMoreAsync(limit - found.Count, ask, take, stillFits, found, cancellationToken))
            {
            }
        }
        catch
        {
            claims.EndAll(found);
            throw;
        }

        return found;
    }

    /// <summary>Takes and loads once.</summary>
    /// <returns>Whether there may be more: the room was used up, or some of what was found had gone meanwhile.</returns>
    private async ValueTask<bool> FindMoreAsync<TAsk>(
        int room,
        TAsk ask,
        Action<QueueReader, TAsk, int, List<long>> take,
        Func<TAsk, QueueEntry, bool> stillFits,
        List<ClaimedEntry> found,
        CancellationToken cancellationToken)
    {
        var taken = new List<long>();
        await readers.ReadAsync((take, ask, room, taken), static (reader, state) => Take(reader, state), cancellationToken);
        int before = found.Count;
        await LoadAsync(taken, ask, stillFits, found, cancellationToken);
        return taken.Count == room || found.Count - before < taken.Count;
    }

    private static int Take<TAsk>(QueueReader reader, (Action<QueueReader, TAsk, int, List<long>> Take, TAsk Ask, int Room, List<long> Taken) state)
    {
        state.Take(reader, state.Ask, state.Room, state.Taken);
        return state.Taken.Count;
    }

    /// <summary>Loads what was taken, and lets go of what does not fit any more.</summary>
    private async ValueTask LoadAsync<TAsk>(
        List<long> taken, TAsk ask, Func<TAsk, QueueEntry, bool> stillFits, List<ClaimedEntry> found, CancellationToken cancellationToken)
    {
        if (taken.Count == 0)
            return;
        var loaded = new LoadedEntries(claims, taken.Count);
        try
        {
            await readers.ReadAsync((taken, loaded), static (reader, state) => state.loaded.Load(reader, state.taken), cancellationToken);
        }
        catch
        {
            foreach (long id in taken)
                claims.End(id);
            throw;
        }

        foreach (QueueEntry entry in loaded.Entries)
        {
            if (stillFits(ask, entry))
                found.Add(new ClaimedEntry(entry, null));
            else
                claims.End(entry.EntryId);
        }

        foreach (long id in loaded.Gone)
            claims.End(id);

        foreach (UnreadableEntryException fault in loaded.Unreadable)
            await MoveAwayAsync(fault);
    }

    // What cannot be moved away stays taken, so that it is not found again and again.
    private async ValueTask MoveAwayAsync(UnreadableEntryException fault)
    {
        if (await corrupt.MoveAsync(fault.EntryId, fault.MessageId, fault))
            claims.End(fault.EntryId);
    }
}
