using System.Globalization;
using System.Reflection;

namespace Relay.Core.Settings.Binding;

/// <summary>Types that read themselves from text, such as IPAddress and Guid.</summary>
internal static class ParsableText
{
    private static readonly MethodInfo Generic =
        typeof(ParsableText).GetMethod(nameof(TryParseAs), BindingFlags.NonPublic | BindingFlags.Static)!;

    public static bool Supports(Type type) => Array.Exists(type.GetInterfaces(), candidate =>
        candidate.IsGenericType
        && candidate.GetGenericTypeDefinition() == typeof(IParsable<>)
        && candidate.GetGenericArguments()[0] == type);

    /// <returns>The value; null when the text is not one.</returns>
    public static object? TryParse(Type type, string text) => Generic.MakeGenericMethod(type).Invoke(null, [text]);

    private static object? TryParseAs<T>(string text)
        where T : IParsable<T> => T.TryParse(text, CultureInfo.InvariantCulture, out T? value) ? value : null;
}
