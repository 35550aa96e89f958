using System.Buffers;
using System.Globalization;
using System.Text;

namespace Relay.Core.Settings.Binding;

/// <summary>Durations as the settings write them: <c>500ms</c>, <c>30s</c>, <c>15m</c>, <c>2h</c>, <c>5d</c>, <c>1h30m</c>.</summary>
public static class Duration
{
    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789.");

    private static readonly (string Unit, long Ticks)[] Units =
    [
        ("d", TimeSpan.TicksPerDay),
        ("h", TimeSpan.TicksPerHour),
        ("ms", TimeSpan.TicksPerMillisecond),
        ("m", TimeSpan.TicksPerMinute),
        ("s", TimeSpan.TicksPerSecond),
    ];

    /// <summary>Reads a duration: numbers, each with its unit; fractions are allowed.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out TimeSpan duration)
    {
        duration = default;
        if (text.IsEmpty)
            return false;
        decimal ticks = 0;
        while (!text.IsEmpty)
        {
            int digits = text.IndexOfAnyExcept(Digits);
            if (digits <= 0 || !decimal.TryParse(text[..digits], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal number))
                return false;
            text = text[digits..];
            if (UnitAt(text) is not { } unit)
                return false;
            text = text[unit.Unit.Length..];
            if (number > long.MaxValue / unit.Ticks)
                return false;
            ticks += number * unit.Ticks;
        }

        if (ticks > long.MaxValue)
            return false;
        duration = TimeSpan.FromTicks((long)ticks);
        return true;
    }

    /// <summary>Writes the shortest form.</summary>
    public static string Format(TimeSpan duration)
    {
        if (duration == TimeSpan.Zero)
            return "0s";
        var text = new StringBuilder();
        Append(duration.Days, "d");
        Append(duration.Hours, "h");
        Append(duration.Minutes, "m");
        Append(duration.Seconds, "s");
        Append(duration.Milliseconds, "ms");
        return text.ToString();

        void Append(int number, string unit)
        {
            if (number != 0)
                text.Append(number).Append(unit);
        }
    }

    private static (string Unit, long Ticks)? UnitAt(ReadOnlySpan<char> text)
    {
        foreach ((string Unit, long Ticks) unit in Units)
            if (text.StartsWith(unit.Unit, StringComparison.Ordinal))
                return unit;
        return null;
    }
}
