using System.Globalization;
using System.Text;
using System.Text.Json;
using Relay.Core.Settings.Binding;

namespace Relay.Core.Settings.Overrides;

/// <summary>Makes a node of an override's text, as the key's type asks for.</summary>
internal static class OverrideValue
{
    /// <returns>The node; null after an error.</returns>
    public static SettingsNode? Read(ValueShape shape, SettingsOverride given, string path, SettingsErrors errors)
    {
        var place = new SettingsPlace(given.Source, 0, 0);
        string text = given.Value;
        switch (shape.Kind)
        {
            case ValueKind.WholeNumber or ValueKind.Number when decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _):
                return new SettingsScalar(place, path, JsonValueKind.Number, text);
            case ValueKind.Switch when bool.TryParse(text, out bool on):
                return new SettingsScalar(place, path, on ? JsonValueKind.True : JsonValueKind.False, text);
            case ValueKind.Secret when text.StartsWith('{'):
            case ValueKind.List when text.StartsWith('['):
            case ValueKind.Record or ValueKind.Dictionary or ValueKind.Node:
                return SettingsDocument.ParseValue(Encoding.UTF8.GetBytes(text), path, given.Source, errors);
            case ValueKind.List:
                return Items(text, path, place);
            default:
                return new SettingsScalar(place, path, JsonValueKind.String, text);
        }
    }

    // Lists of text may be written without JSON: 127.0.0.1:53,[::1]:53
    private static SettingsArray Items(string text, string path, SettingsPlace place)
    {
        var list = new SettingsArray(place, path);
        foreach (string item in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            list.Add(new SettingsScalar(place, list.PathOf(list.Items.Count), JsonValueKind.String, item));
        return list;
    }
}
