using System.Globalization;
using Relay.Core.Settings.Binding;

namespace Relay.Core.Settings;

/// <summary>So many per time, as in <c>100/1m</c>.</summary>
/// <param name="Count">How many; at least one.</param>
/// <param name="Period">In how long.</param>
public sealed record Rate(int Count, TimeSpan Period)
{
    /// <summary>Reads a rate; the empty text is no limit.</summary>
    /// <param name="text">As in <c>100/1m</c>; <c>100/m</c> is the same.</param>
    /// <param name="rate">Null when there is no limit.</param>
    /// <param name="problem">What is wrong; null when nothing is.</param>
    public static bool TryParse(string text, out Rate? rate, out string? problem)
    {
        (rate, problem) = (null, null);
        ReadOnlySpan<char> rest = text.AsSpan().Trim();
        if (rest.IsEmpty)
            return true;
        int slash = rest.IndexOf('/');
        ReadOnlySpan<char> number = slash < 0 ? rest : rest[..slash].TrimEnd();
        if (!int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out int count) || count < 1)
        {
            problem = $"'{number}' at character 1 is not a count (1 or more); a rate is a count per time, as in 100/1m";
            return false;
        }

        if (slash < 0)
        {
            problem = "the time is missing; a rate is a count per time, as in 100/1m";
            return false;
        }

        ReadOnlySpan<char> time = rest[(slash + 1)..].TrimStart();
        string period = time is ['s' or 'm' or 'h' or 'd'] ? $"1{time}" : time.ToString();
        if (!Duration.TryParse(period, out TimeSpan length) || length <= TimeSpan.Zero || length > TimeSpan.FromDays(31))
        {
            problem = string.Create(CultureInfo.InvariantCulture,
                $"'{time}' at character {slash + 2} is not a duration; a rate is a count per time, as in 100/1m");
            return false;
        }

        rate = new Rate(count, length);
        return true;
    }
}
