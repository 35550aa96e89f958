using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Relay.Core.Settings;
using Relay.Core.Settings.Binding;
using Relay.Core.Settings.Schema;

namespace Relay.Core.Tests.Settings;

public sealed class SchemaTests
{
    private static readonly JsonObject Schema = SettingsSchema.Of(typeof(RelaySettings), "relay.json");

    [Fact]
    public void Every_key_of_the_records_is_in_the_schema_with_a_description_and_its_default() => Compare(Schema, typeof(RelaySettings), "");

    [Fact]
    public void The_example_of_the_repository_fits_the_schema() => Mismatches(Schema, Example(), "").ShouldBeEmpty();

    [Fact]
    public void The_example_of_the_repository_says_what_the_defaults_are()
    {
        var errors = new SettingsErrors();
        RelaySettings example = SettingsLoader.Load(new SettingsRequest { File = ExampleFile }, errors).Settings;
        errors.All.ShouldBeEmpty();

        // Compared as JSON, since the lists of two records are two objects.
        Plain(example with { Spool = new(), Hostname = "" }).ShouldBe(Plain(new RelaySettings()));
    }

    [Theory]
    [InlineData("""{ "hostnme": "x" }""", "hostnme: not in the schema")]
    [InlineData("""{ "accept": { "maxErrors": 0 } }""", "accept.maxErrors: below the minimum")]
    [InlineData("""{ "listeners": [ { "tls": "x" } ] }""", "listeners[0].tls: not in the enum")]
    [InlineData("""{ "delivery": { "maxAge": "5" } }""", "delivery.maxAge: not of the pattern")]
    [InlineData("""{ "transports": { "a": { "auth": { "user": "x" } } } }""", "transports.a.auth.password: required")]
    public void The_schema_refuses_what_the_binder_refuses(string json, string mismatch)
    {
        Mismatches(Schema, JsonNode.Parse(json)!, "").ShouldBe([mismatch]);

        var errors = new SettingsErrors();
        SettingsBinder.Bind<RelaySettings>(SettingsDocument.Parse(json, new SettingsSource("s.json", "."), errors)!.Root, errors);
        errors.All.ShouldHaveSingleItem().Path.ShouldBe(mismatch.Split(": ")[0]);
    }

    private static string ExampleFile => Path.Combine(RepositoryRoot(), "relay.json");

    private static JsonNode Example() => JsonNode.Parse(
        File.ReadAllText(ExampleFile), null, new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true })!;

    private static string RepositoryRoot()
    {
        string folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Relay.sln")))
            folder = Path.GetDirectoryName(folder)!;
        return folder;
    }

    private static string Plain(RelaySettings settings) => JsonSerializer.Serialize(settings);

    private static void Compare(JsonObject schema, Type type, string path)
    {
        var properties = (JsonObject)schema["properties"]!;
        SettingsType known = SettingsType.Of(type);
        properties.Select(property => property.Key).Where(key => key != "$schema").ShouldBe(known.Keys.Select(key => key.Name), $"keys of '{path}'");
        foreach (SettingsKey key in known.Keys)
        {
            var property = (JsonObject)properties[key.Name]!;
            property["description"]?.GetValue<string>().ShouldNotBeNullOrWhiteSpace($"{path}.{key.Name}");
            property.ContainsKey("description").ShouldBeTrue($"{path}.{key.Name} has no description");
            if (key.Shape.Kind == ValueKind.Record)
                Compare(property, key.Shape.Type, $"{path}.{key.Name}");
            else if (!key.IsNullable)
                property.ContainsKey("default").ShouldBeTrue($"{path}.{key.Name} has no default");
            Type? element = key.Shape.Element;
            if (element is not null && ValueShape.Of(element).Kind == ValueKind.Record)
                Compare((JsonObject)(property["items"] ?? property["additionalProperties"])!, element, $"{path}.{key.Name}[]");
        }
    }

    // As much of JSON Schema as the schema uses.
    private static IEnumerable<string> Mismatches(JsonObject schema, JsonNode? value, string path)
    {
        switch (value)
        {
            case JsonObject keys:
                JsonObject? properties = schema["properties"] as JsonObject;
                foreach ((string key, JsonNode? child) in keys)
                {
                    string childPath = path.Length == 0 ? key : $"{path}.{key}";
                    JsonObject? childSchema = properties?[key] as JsonObject ?? schema["additionalProperties"] as JsonObject;
                    foreach (string mismatch in childSchema is null ? [$"{childPath}: not in the schema"] : Mismatches(childSchema, child, childPath))
                        yield return mismatch;
                }

                foreach (JsonNode? required in schema["required"] as JsonArray ?? [])
                    if (!keys.ContainsKey(required!.GetValue<string>()))
                        yield return $"{path}.{required}: required";
                break;
            case JsonArray list:
                foreach ((int index, JsonNode? item) in list.Index())
                    foreach (string mismatch in Mismatches((JsonObject)schema["items"]!, item, $"{path}[{index}]"))
                        yield return mismatch;
                break;
            case JsonValue scalar when schema["enum"] is JsonArray choices && !choices.Any(choice => JsonNode.DeepEquals(choice, scalar)):
                yield return $"{path}: not in the enum";
                break;
            case JsonValue scalar when schema["minimum"] is { } least && scalar.GetValue<decimal>() < least.GetValue<decimal>():
                yield return $"{path}: below the minimum";
                break;
            case JsonValue scalar when schema["pattern"] is { } pattern && !Regex.IsMatch(scalar.GetValue<string>(), pattern.GetValue<string>()):
                yield return $"{path}: not of the pattern";
                break;
        }
    }
}
