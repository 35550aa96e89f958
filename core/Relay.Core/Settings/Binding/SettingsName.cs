using System.Text;
using System.Text.Json;

namespace Relay.Core.Settings.Binding;

/// <summary>How names of code are written in settings.</summary>
public static class SettingsName
{
    /// <summary>A property's key: <c>MaxMessageOctets</c> is <c>maxMessageOctets</c>.</summary>
    public static string Key(string property) => JsonNamingPolicy.CamelCase.ConvertName(property);

    /// <summary>A value of an enum: <c>AllowLegacy</c> is <c>allow-legacy</c>.</summary>
    public static string Value(string member)
    {
        var text = new StringBuilder();
        foreach (char c in member)
        {
            if (char.IsUpper(c) && text.Length > 0)
                text.Append('-');
            text.Append(char.ToLowerInvariant(c));
        }

        return text.ToString();
    }

    /// <summary>The values of an enum as they are written, in the order of the code.</summary>
    public static IReadOnlyList<string> Values(Type type) => [.. Enum.GetNames(type).Select(Value)];
}
