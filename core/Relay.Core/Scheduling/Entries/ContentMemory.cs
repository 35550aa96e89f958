using Relay.Sdk.Spool;

namespace Relay.Core.Scheduling.Entries;

/// <summary>Counts the octets of content that wait in memory between acceptance and first delivery.</summary>
internal sealed class ContentMemory(long limit)
{
    private long used;

    public long Used => Volatile.Read(ref used);

    public bool HasRoomFor(long octets) => Volatile.Read(ref used) + octets <= limit;

    /// <summary>Counts the content of an offered entry, or lets it go when there is no room: it is read from the spool then.</summary>
    /// <param name="claimed">As offered.</param>
    /// <param name="sharers">Entries that share the same content.</param>
    public ClaimedItem Admit(ClaimedEntry claimed, int sharers)
    {
        if (claimed.Content is null)
            return new ClaimedItem(claimed, 0);
        long octets = (claimed.Content.LengthOctets / sharers) + 1;
        if (Interlocked.Add(ref used, octets) <= limit)
            return new ClaimedItem(claimed, octets);
        Interlocked.Add(ref used, -octets);
        claimed.Content.Release();
        return new ClaimedItem(claimed with { Content = null }, 0);
    }

    /// <summary>Lets an entry's content go; nothing happens when it has none.</summary>
    public void Release(ClaimedItem item)
    {
        if (item.Claimed.Content is null)
            return;
        if (item.Octets > 0)
            Interlocked.Add(ref used, -item.Octets);
        item.Claimed.Content.Release();
    }
}
