using System.Text;
using System.Text.Json;

namespace Relay.Core.Settings.Binding;

/// <summary>Reads JSON with comments and trailing commas into nodes; repeated keys are errors.</summary>
internal ref struct SettingsReader
{
    private readonly SettingsSource source;
    private readonly LineTable lines;
    private readonly int offset;
    private readonly SettingsErrors errors;
    private Utf8JsonReader reader;

    public SettingsReader(byte[] text, int offset, SettingsSource source, LineTable lines, SettingsErrors errors)
    {
        this.source = source;
        this.lines = lines;
        this.offset = offset;
        this.errors = errors;
        reader = new Utf8JsonReader(text.AsSpan(offset), new JsonReaderOptions
        {
            CommentHandling = JsonCommentHandling.Skip,
            AllowTrailingCommas = true,
            MaxDepth = 32,
        });
    }

    private readonly SettingsPlace Here => lines.PlaceOf(source, offset + reader.TokenStartIndex);

    /// <exception cref="JsonException">The text is not JSON.</exception>
    public SettingsNode ReadDocument(string path)
    {
        reader.Read();
        SettingsNode root = ReadValue(path);
        reader.Read();
        return root;
    }

    private SettingsNode ReadValue(string path) => reader.TokenType switch
    {
        JsonTokenType.StartObject => ReadObject(new SettingsObject(Here, path)),
        JsonTokenType.StartArray => ReadArray(new SettingsArray(Here, path)),
        JsonTokenType.String => new SettingsScalar(Here, path, JsonValueKind.String, ReadText(path)),
        JsonTokenType.Number => new SettingsScalar(Here, path, JsonValueKind.Number, Encoding.UTF8.GetString(reader.ValueSpan)),
        JsonTokenType.True => new SettingsScalar(Here, path, JsonValueKind.True, "true"),
        JsonTokenType.False => new SettingsScalar(Here, path, JsonValueKind.False, "false"),
        _ => new SettingsScalar(Here, path, JsonValueKind.Null, "null"),
    };

    private SettingsObject ReadObject(SettingsObject node)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string key = ReadText(node.Path);
            SettingsPlace place = Here;
            reader.Read();
            SettingsNode value = ReadValue(node.PathOf(key));
            if (node.Find(key) is { } first)
                errors.Add(place, value.Path, $"the key is given twice; first at line {first.KeyPlace.Line}");
            else
                node.Set(new SettingsMember(key, place, value));
        }

        return node;
    }

    // JSON can escape what no name of a file or a host can hold, and what is no Unicode at all.
    private string ReadText(string path)
    {
        try
        {
            string text = reader.GetString()!;
            if (!text.Contains('\0'))
                return text;
            errors.Add(Here, path, "there is a null character (\\u0000) in it");
            return text.Replace('\0', '\uFFFD');
        }
        catch (InvalidOperationException)
        {
            errors.Add(Here, path, "there is half of a surrogate pair (\\ud800 to \\udfff) in it, which is no character");
            return "\uFFFD";
        }
    }

    private SettingsArray ReadArray(SettingsArray node)
    {
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            node.Add(ReadValue(node.PathOf(node.Items.Count)));
        return node;
    }
}
