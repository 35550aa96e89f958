namespace Relay.Core.Scheduling.Retry;

/// <summary>One step of a retry rule.</summary>
/// <param name="Cutoff">From the first failure on: until when the step counts.</param>
/// <param name="Interval">The interval, or the first interval of a growing step.</param>
/// <param name="Factor">Each interval is the previous interval times this factor; 1 for fixed intervals.</param>
public sealed record RetryStep(TimeSpan Cutoff, TimeSpan Interval, double Factor)
{
    /// <summary>The interval that follows an attempt.</summary>
    /// <param name="into">How far the attempt lies after the beginning of this step.</param>
    /// <remarks>
    /// Computed from the time alone, so that nothing but the first failure has to be kept: n intervals of first·factorⁿ take
    /// first·(factorⁿ−1)/(factor−1).
    /// </remarks>
    public TimeSpan IntervalAfter(TimeSpan into)
    {
        if (Factor <= 1 || into < Interval)
            return Interval;

        // An attempt some moments early or late shall not change which interval is next, hence the rounding.
        double passed = Math.Round(Math.Log((into / Interval * (Factor - 1)) + 1, Factor), 6);
        return Interval * Math.Pow(Factor, Math.Floor(passed));
    }
}
