using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Relay.Core.Settings.Binding;

namespace Relay.Core.Scheduling.Retry;

/// <summary>When a failed delivery is tried again: <c>F,2h,15m; G,16h,1h,1.5; F,4d,6h</c>.</summary>
public sealed class RetryRule
{
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);

    // Their cutoffs grow.
    private readonly RetryStep[] steps;

    private RetryRule(RetryStep[] steps) => this.steps = steps;

    /// <summary>Reads a rule.</summary>
    /// <param name="text">Steps separated by semicolons; <c>F,cutoff,interval</c> or <c>G,cutoff,first,factor</c>.</param>
    /// <param name="rule">The rule.</param>
    /// <param name="problem">What is wrong and at which character, counted from 1.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out RetryRule? rule, [NotNullWhen(false)] out string? problem)
    {
        rule = null;
        var steps = new List<RetryStep>();
        int start = 0;
        foreach (string part in text.Split(';'))
        {
            // A semicolon at the end is no mistake.
            if (!string.IsNullOrWhiteSpace(part))
            {
                problem = ReadStep(part, start, steps);
                if (problem is not null)
                    return false;
            }

            start += part.Length + 1;
        }

        problem = steps.Count == 0 ? "the rule has no step; write one such as F,4d,1h" : null;
        if (problem is not null)
            return false;
        rule = new RetryRule([.. steps]);
        return true;
    }

    /// <summary>When to try again after an attempt that failed now; null when the last cutoff has passed.</summary>
    public DateTimeOffset? NextAttempt(DateTimeOffset firstFailure, DateTimeOffset now)
    {
        TimeSpan elapsed = now > firstFailure ? now - firstFailure : TimeSpan.Zero;
        TimeSpan begin = TimeSpan.Zero;
        foreach (RetryStep step in steps)
        {
            if (elapsed < step.Cutoff)
                return now + step.IntervalAfter(elapsed - begin);
            begin = step.Cutoff;
        }

        return null;
    }

    private static string? ReadStep(string part, int start, List<RetryStep> steps)
    {
        string[] fields = part.Split(',');
        int[] at = new int[fields.Length];
        for (int i = 0, next = start; i < fields.Length; next += fields[i].Length + 1, i++)
            at[i] = next + (fields[i].Length - fields[i].TrimStart().Length) + 1;
        string kind = fields[0].Trim();
        if (kind is not ("F" or "G"))
            return Say(at[0], $"'{kind}' is not a kind of step; there are F (fixed) and G (growing)");
        int wanted = kind == "F" ? 3 : 4;
        if (fields.Length != wanted)
            return Say(at[0], kind == "F" ? "a fixed step is F,cutoff,interval" : "a growing step is G,cutoff,first,factor");
        if (!TryDuration(fields[1], out TimeSpan cutoff))
            return Say(at[1], $"'{fields[1].Trim()}' is not a duration such as 15m, 2h or 4d");
        if (!TryDuration(fields[2], out TimeSpan interval))
            return Say(at[2], $"'{fields[2].Trim()}' is not a duration such as 15m, 2h or 4d");
        if (steps.Count > 0 && cutoff <= steps[^1].Cutoff)
            return Say(at[1], $"the cutoff {fields[1].Trim()} does not come after the one before, {Duration.Format(steps[^1].Cutoff)}");
        double factor = 1;
        if (kind == "G"
            && !(double.TryParse(fields[3], NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite,
                CultureInfo.InvariantCulture, out factor) && factor is >= 1 and <= 100))
            return Say(at[3], $"'{fields[3].Trim()}' is not a factor (1 to 100, as in 1.5)");
        steps.Add(new RetryStep(cutoff, interval, factor));
        return null;
    }

    private static bool TryDuration(string text, out TimeSpan duration) =>
        Duration.TryParse(text.AsSpan().Trim(), out duration) && duration >= Shortest && duration <= TimeSpan.FromDays(3650);

    private static string Say(int at, string what) => string.Create(CultureInfo.InvariantCulture, $"character {at}: {what}");
}
