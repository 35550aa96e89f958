namespace Relay.Core.Handlers.Guarding;

/// <summary>Leaves a handler alone after too many failures in a short time, and then tries it with one call.</summary>
/// <remarks>Closed, it costs one read; counters are touched by failures only.</remarks>
internal sealed class Breaker(BreakerSettings settings, TimeProvider time)
{
    private readonly Lock gate = new();
    private readonly long[] failures = new long[Math.Max(settings.Failures, 1)];
    private int recorded;
    private long changedAt;
    private bool trying;
    private volatile bool closed = true;

    /// <summary>Whether calls pass freely.</summary>
    internal bool IsClosed => closed;

    /// <summary>Whether this call may be made: always when closed, one at a time when the rest is over.</summary>
    internal bool TryEnter()
    {
        if (closed)
            return true;
        lock (gate)
        {
            if (closed)
                return true;
            // A try that never came back (its session ended) must not bar the handler for ever: a new try is let through after another rest.
            if (time.GetElapsedTime(changedAt) < settings.Open)
                return false;
            trying = true;
            changedAt = time.GetTimestamp();
            return true;
        }
    }

    /// <summary>Records a failure.</summary>
    /// <returns>Whether it opened the breaker.</returns>
    internal bool Fail()
    {
        if (settings.Failures == 0)
            return false;
        lock (gate)
        {
            long now = time.GetTimestamp();
            if (!closed)
            {
                if (trying)
                    changedAt = now;
                trying = false;
                return false;
            }

            failures[recorded++ % failures.Length] = now;
            if (recorded < failures.Length || time.GetElapsedTime(failures[recorded % failures.Length], now) > settings.Window)
                return false;
            (closed, changedAt, trying, recorded) = (false, now, false, 0);
            return true;
        }
    }

    /// <summary>Records a success; asked only when the breaker is not closed.</summary>
    /// <returns>Whether it closed the breaker.</returns>
    internal bool Succeed()
    {
        lock (gate)
        {
            if (closed || !trying)
                return false;
            (closed, trying, recorded) = (true, false, 0);
            return true;
        }
    }
}
