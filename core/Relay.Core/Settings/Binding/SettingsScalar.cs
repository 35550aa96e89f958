using System.Text.Json;

namespace Relay.Core.Settings.Binding;

/// <summary>Text, a number, true, false or null.</summary>
/// <param name="kind">String, Number, True, False or Null.</param>
/// <param name="text">The text without quotes and escapes, or the number as written.</param>
public sealed class SettingsScalar(SettingsPlace place, string path, JsonValueKind kind, string text) : SettingsNode(place, path)
{
    /// <summary>String, Number, True, False or Null.</summary>
    public JsonValueKind Kind { get; } = kind;

    /// <summary>The text without quotes and escapes, or the number as written.</summary>
    public string Text { get; } = text;

    /// <inheritdoc/>
    public override string Describe() => Kind switch
    {
        JsonValueKind.String => $"\"{Shorten(Text)}\"",
        JsonValueKind.Number => Shorten(Text),
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        _ => "null",
    };

    private protected override SettingsNode? ChildTowards(string path) => null;

    private static string Shorten(string text) => text.Length <= 60 ? text : string.Concat(text.AsSpan(0, 60), "…");
}
