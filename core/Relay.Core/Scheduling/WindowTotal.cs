namespace Relay.Core.Scheduling;

/// <summary>Counts the entries in all windows, so that memory does not grow with the number of busy destinations.</summary>
internal sealed class WindowTotal
{
    /// <summary>Entries in all windows together; a destination with a lane may always have one.</summary>
    public const int Limit = 20_000;

    private int count;

    public int Count => Volatile.Read(ref count);

    public bool IsFull => Count >= Limit;

    public void Add(int entries) => Interlocked.Add(ref count, entries);

    /// <summary>How many entries a destination may fetch.</summary>
    public int Share(int inWindow) => Math.Clamp(Limit - Count, 1, Math.Max(1, Window.Limit - inWindow));
}
