using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text.Json.Nodes;
using Relay.Core.Settings.Binding;
using Relay.Core.Settings.Contributed;

namespace Relay.Core.Settings.Schema;

/// <summary>Writes a JSON Schema of an option record: keys, types, defaults, ranges and descriptions, so that editors know them.</summary>
public sealed class SettingsSchema
{
    private const string Dialect = "https://json-schema.org/draft/2020-12/schema";
    private readonly OptionCatalogue plugins;

    private SettingsSchema(OptionCatalogue plugins) => this.plugins = plugins;

    /// <summary>The schema of a settings file.</summary>
    /// <param name="type">The record that the file is bound to.</param>
    /// <param name="title">What the file is.</param>
    /// <param name="plugins">The keys that plugins add; null for the relay's own keys alone.</param>
    public static JsonObject Of(Type type, string title, OptionCatalogue? plugins = null)
    {
        JsonObject body = new SettingsSchema(plugins ?? OptionCatalogue.Empty).OfRecord(SettingsType.Of(type), SettingsType.Of(type).Create());
        ((JsonObject)body["properties"]!).Insert(0, "$schema", new JsonObject { ["type"] = "string" });
        body.Insert(0, "title", title);
        body.Insert(0, "$schema", Dialect);
        return body;
    }

    private JsonObject OfRecord(SettingsType type, object? initial)
    {
        var properties = new JsonObject();
        var required = new JsonArray();
        foreach (SettingsKey key in type.Keys)
        {
            properties[key.Name] = OfKey(key, initial is null ? null : key.Property.GetValue(initial));
            if (key.IsRequired)
                required.Add(key.Name);
        }

        if (type.Part is { } part)
            AddOptionsOfPlugins(part, properties);
        var schema = new JsonObject { ["type"] = "object", ["properties"] = properties, ["additionalProperties"] = false };
        if (required.Count > 0)
            schema["required"] = required;
        return schema;
    }

    // A key that is required of each transport is not required of the file: there may be none.
    private void AddOptionsOfPlugins(OptionPart part, JsonObject properties)
    {
        foreach (ContributedOptions options in plugins.Options.Where(options => options.Part == part))
        {
            object defaults = options.Type.Create();
            foreach (SettingsKey key in options.Type.Keys)
            {
                JsonObject schema = OfKey(key, key.Property.GetValue(defaults));
                schema.Remove("description");
                schema.Insert(0, "description", $"{key.Description} Plugin {options.Plugin}.".TrimStart());
                properties[key.Name] = schema;
            }
        }
    }

    private JsonObject OfKey(SettingsKey key, object? initial)
    {
        JsonObject schema = OfShape(key.Shape, initial);
        if (key.Range is { } range && key.Shape.Kind != ValueKind.Duration)
            AddRange(schema, range);
        if (key.IsNullable && schema["type"] is JsonValue type)
            schema["type"] = new JsonArray(type.GetValue<string>(), "null");
        if (key.Shape.Kind != ValueKind.Record && DefaultValue.ToJson(key.DefaultText ?? initial) is { } value)
            schema["default"] = value;
        if (key.Description.Length > 0)
            schema.Insert(0, "description", key.Description);
        return schema;
    }

    private JsonObject OfShape(ValueShape shape, object? initial) => shape.Kind switch
    {
        ValueKind.WholeNumber => Typed("integer"),
        ValueKind.Number => Typed("number"),
        ValueKind.Switch => Typed("boolean"),
        ValueKind.Choice =>
            new JsonObject
            {
                ["type"] = "string",
                ["enum"] = new JsonArray([.. SettingsName.Values(shape.Type).Select(value => JsonValue.Create(value))])
            },
        ValueKind.Duration => new JsonObject { ["type"] = "string", ["pattern"] = @"^([0-9]+(\.[0-9]+)?(ms|s|m|h|d))+$" },
        ValueKind.Secret => OfSecret(),
        ValueKind.List => new JsonObject { ["type"] = "array", ["items"] = OfElement(shape) },
        ValueKind.Dictionary => new JsonObject { ["type"] = "object", ["additionalProperties"] = OfElement(shape) },
        ValueKind.Record => OfRecord(SettingsType.Of(shape.Type), initial ?? SettingsType.Of(shape.Type).Create()),
        ValueKind.Node => Typed("object"),
        _ => Typed("string"),
    };

    private JsonObject OfElement(ValueShape shape) => OfShape(ValueShape.Of(shape.Element!), null);

    private static JsonObject Typed(string type) => new() { ["type"] = type };

    private static JsonObject OfSecret() => new()
    {
        ["anyOf"] = new JsonArray(
            Typed("string"),
            new JsonObject
            {
                ["type"] = "object",
                ["properties"] = new JsonObject { ["$secret"] = new JsonObject { ["type"] = "string", ["pattern"] = "^(env|file):" } },
                ["required"] = new JsonArray("$secret"),
                ["additionalProperties"] = false,
            }),
    };

    private static void AddRange(JsonObject schema, RangeAttribute range)
    {
        schema["minimum"] = Number(range.Minimum);
        if (!RangeText.IsOpen(range))
            schema["maximum"] = Number(range.Maximum);
    }

    private static JsonValue Number(object limit) => JsonValue.Create(Convert.ToDecimal(limit, CultureInfo.InvariantCulture));
}
