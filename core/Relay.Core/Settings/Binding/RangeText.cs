using System.ComponentModel.DataAnnotations;
using System.Globalization;

namespace Relay.Core.Settings.Binding;

/// <summary>Says a range in words. Limits that only stand for "as large as the type" are left out.</summary>
internal static class RangeText
{
    public static string Of(RangeAttribute range)
    {
        string minimum = Limit(range, range.Minimum);
        return IsOpen(range) ? $" of at least {minimum}" : $" from {minimum} to {Limit(range, range.Maximum)}";
    }

    public static bool IsOpen(RangeAttribute range) => range.Maximum switch
    {
        int value => value == int.MaxValue,
        double value => value >= long.MaxValue,
        _ => false,
    };

    private static string Limit(RangeAttribute range, object limit)
    {
        if (range.OperandType != typeof(TimeSpan))
            return Convert.ToString(limit, CultureInfo.InvariantCulture)!;
        TimeSpan duration = limit as TimeSpan? ?? TimeSpan.Parse((string)limit, CultureInfo.InvariantCulture);
        return Duration.Format(duration);
    }
}
