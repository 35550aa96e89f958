using Relay.Core.Scheduling.Connections;

namespace Relay.Core.Scheduling.Destinations;

/// <summary>Counts the entries in all ready queues, so that memory does not grow with the number of busy destinations.</summary>
/// <remarks>Of the room, a quarter is left for destinations that are known to be good: black holes with long queues cannot take it all.</remarks>
internal sealed class ReadyQueueTotal
{
    /// <summary>Entries in all ready queues together; a destination with a worker may always have one.</summary>
    public const int Limit = 20_000;

    private int count;

    public int Count => Volatile.Read(ref count);

    /// <summary>Whether a destination of this health finds no room any more.</summary>
    public bool IsFullFor(DestinationHealth health) => Count >= LimitFor(health);

    public void Add(int entries) => Interlocked.Add(ref count, entries);

    /// <summary>How many entries a destination may fetch.</summary>
    public int Share(DestinationHealth health, int ready) => Math.Clamp(LimitFor(health) - Count, 1, Math.Max(1, ReadyQueue.Limit - ready));

    private static int LimitFor(DestinationHealth health) => health == DestinationHealth.Proven ? Limit : Limit * 3 / 4;
}
