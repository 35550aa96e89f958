using Relay.Core.Settings;

namespace Relay.Core.Scheduling.Destinations;

/// <summary>Keeps a <see cref="Rate"/>: a full bucket lets the whole count through at once, and it fills evenly over the period. Not for several
/// threads.</summary>
internal sealed class TokenBucket(Rate rate, TimeProvider clock)
{
    private double tokens = rate.Count;
    private long filledAt = clock.GetTimestamp();

    /// <summary>Whether it is less than full.</summary>
    public bool IsUsed
    {
        get
        {
            Fill();
            return tokens < rate.Count - 1e-9;
        }
    }

    /// <summary>Takes a token when there is one.</summary>
    /// <returns>Zero when a token was taken; otherwise how long until there is one.</returns>
    public TimeSpan TryTake()
    {
        Fill();
        if (tokens >= 1 - 1e-9)
        {
            tokens = Math.Max(0, tokens - 1);
            return TimeSpan.Zero;
        }

        // A millisecond more than computed, so that the timer does not come a rounding too early.
        return (rate.Period / rate.Count * (1 - tokens)) + TimeSpan.FromMilliseconds(1);
    }

    /// <summary>Gives back a token that was not used.</summary>
    public void Return() => tokens = Math.Min(rate.Count, tokens + 1);

    private void Fill()
    {
        long now = clock.GetTimestamp();
        tokens = Math.Min(rate.Count, tokens + (clock.GetElapsedTime(filledAt, now) / rate.Period * rate.Count));
        filledAt = now;
    }
}
