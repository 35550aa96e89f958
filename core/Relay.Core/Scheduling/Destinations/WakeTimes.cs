namespace Relay.Core.Scheduling.Destinations;

/// <summary>The times at which a destination is woken by the <see cref="WakeTimer"/>, each later than what stands above it. Not for several threads.</summary>
internal sealed class WakeTimes
{
    private readonly Stack<long> times = new();

    public bool IsEmpty => times.Count == 0;

    /// <summary>Notes a time to be woken at.</summary>
    /// <returns>False when it is woken as early as that anyway: the wake timer need not know.</returns>
    public bool TryAdd(long ticks)
    {
        if (times.TryPeek(out long earliest) && earliest <= ticks)
            return false;
        times.Push(ticks);
        return true;
    }

    /// <summary>Forgets the times up to one at which it was woken.</summary>
    public void Passed(long ticks)
    {
        while (times.TryPeek(out long earliest) && earliest <= ticks)
            times.Pop();
    }
}
