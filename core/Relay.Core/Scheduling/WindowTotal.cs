namespace Relay.Core.Scheduling;

/// <summary>Counts the entries in all windows, so that memory does not grow with the number of busy destinations.</summary>
/// <remarks>Of the room, a quarter is left for destinations that are known to be good: black holes with long queues cannot take it all.</remarks>
internal sealed class WindowTotal
{
    /// <summary>Entries in all windows together; a destination with a lane may always have one.</summary>
    public const int Limit = 20_000;

    private int count;

    public int Count => Volatile.Read(ref count);

    /// <summary>Whether a destination of this standing finds no room any more.</summary>
    public bool IsFullFor(Standing standing) => Count >= LimitFor(standing);

    public void Add(int entries) => Interlocked.Add(ref count, entries);

    /// <summary>How many entries a destination may fetch.</summary>
    public int Share(Standing standing, int inWindow) => Math.Clamp(LimitFor(standing) - Count, 1, Math.Max(1, Window.Limit - inWindow));

    private static int LimitFor(Standing standing) => standing == Standing.Proven ? Limit : Limit * 3 / 4;
}
