namespace Relay.Core.Scheduling.Timing;

/// <summary>The times at which something is woken by the <see cref="WakeTimer"/>, each later than the one above it. Not for several
/// threads.</summary>
internal sealed class WakeTimes
{
    private readonly Stack<Instant> times = new();

    public bool IsEmpty => times.Count == 0;

    /// <summary>Notes a time to be woken at.</summary>
    /// <returns>False when it is woken as early as that anyway: the wake timer need not know.</returns>
    public bool TryAdd(Instant time)
    {
        if (times.TryPeek(out Instant earliest) && earliest <= time)
            return false;
        times.Push(time);
        return true;
    }

    /// <summary>Forgets the times up to the one at which it was woken.</summary>
    public void Passed(Instant time)
    {
        while (times.TryPeek(out Instant earliest) && earliest <= time)
            times.Pop();
    }
}
