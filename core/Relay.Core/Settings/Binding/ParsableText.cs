using System.Globalization;
using System.Reflection;

namespace Relay.Core.Settings.Binding;

/// <summary>Types that read themselves from text, such as IPAddress and Guid, and web addresses.</summary>
internal static class ParsableText
{
    private static readonly MethodInfo Generic =
        typeof(ParsableText).GetMethod(nameof(TryParseAs), BindingFlags.NonPublic | BindingFlags.Static)!;

    public static bool Supports(Type type) => type == typeof(Uri) || Array.Exists(type.GetInterfaces(), candidate =>
        candidate.IsGenericType
        && candidate.GetGenericTypeDefinition() == typeof(IParsable<>)
        && candidate.GetGenericArguments()[0] == type);

    /// <returns>The value; null when the text is not one.</returns>
    public static object? TryParse(Type type, string text) =>
        type == typeof(Uri) ? AbsoluteUri(text) : Generic.MakeGenericMethod(type).Invoke(null, [text]);

    // A file name would count as an absolute URI too.
    private static Uri? AbsoluteUri(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out Uri? uri) && text.StartsWith($"{uri.Scheme}:", StringComparison.OrdinalIgnoreCase) ? uri : null;

    private static object? TryParseAs<T>(string text)
        where T : IParsable<T> => T.TryParse(text, CultureInfo.InvariantCulture, out T? value) ? value : null;
}
