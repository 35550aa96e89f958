using System.Collections;
using System.Text.Json;
using System.Text.Json.Nodes;
using Relay.Core.Settings.Binding;
using Relay.Sdk.Expressions;
using Relay.Sdk.Lists;

namespace Relay.Core.Settings.Schema;

/// <summary>Writes the initial value of a property as the settings write it.</summary>
internal static class DefaultValue
{
    /// <returns>Null when there is no default to show.</returns>
    public static JsonNode? ToJson(object? value) => value switch
    {
        null => null,
        string text => text,
        bool on => on,
        TimeSpan duration => Duration.Format(duration),
        HostList or DomainList or AddressList or Expression => value.ToString(),
        Enum choice => SettingsName.Value(choice.ToString()),
        IDictionary { Count: 0 } => new JsonObject(),
        IEnumerable list and not IDictionary => new JsonArray([.. list.Cast<object>().Select(ToJson)]),
        _ when ValueShape.Of(value.GetType()).Kind == ValueKind.Record => OfRecord(value),
        _ => JsonSerializer.SerializeToNode(value),
    };

    private static JsonObject OfRecord(object record)
    {
        var json = new JsonObject();
        foreach (SettingsKey key in SettingsType.Of(record.GetType()).Keys)
            if (ToJson(key.Property.GetValue(record)) is { } value)
                json[key.Name] = value;
        return json;
    }
}
