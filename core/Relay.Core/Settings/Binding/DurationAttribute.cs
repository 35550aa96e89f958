using System.ComponentModel.DataAnnotations;

namespace Relay.Core.Settings.Binding;

/// <summary>The least and the greatest duration that a setting may have, as in <c>[Duration("1s", "1d")]</c>.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class DurationAttribute(string minimum, string maximum)
    : RangeAttribute(typeof(TimeSpan), Parse(minimum), Parse(maximum))
{
    private static string Parse(string text) =>
        Duration.TryParse(text, out TimeSpan duration) ? duration.ToString() : throw new FormatException($"not a duration: {text}");
}
