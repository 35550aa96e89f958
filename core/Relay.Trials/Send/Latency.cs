namespace Relay.Trials.Send;

/// <summary>How long messages took, from MAIL to the reply to the content, in milliseconds.</summary>
internal sealed record Latency(double P50, double P90, double P99, double P999, double Max)
{
    /// <param name="sorted">Ticks, ascending.</param>
    public static Latency Of(long[] sorted) => new(At(sorted, 0.5), At(sorted, 0.9), At(sorted, 0.99), At(sorted, 0.999), At(sorted, 1));

    private static double At(long[] sorted, double share)
    {
        if (sorted.Length == 0)
            return 0;
        int index = Math.Clamp((int)Math.Ceiling(share * sorted.Length) - 1, 0, sorted.Length - 1);
        return Math.Round(TimeSpan.FromTicks(sorted[index]).TotalMilliseconds, 3);
    }
}
