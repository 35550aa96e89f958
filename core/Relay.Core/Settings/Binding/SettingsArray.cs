using System.Text.Json;

namespace Relay.Core.Settings.Binding;

/// <summary>A list of a settings file.</summary>
public sealed class SettingsArray(SettingsPlace place, string path) : SettingsNode(place, path)
{
    private readonly List<SettingsNode> items = [];

    /// <summary>The items in the order of the file.</summary>
    public IReadOnlyList<SettingsNode> Items => items;

    /// <inheritdoc/>
    public override string Describe() => "a list";

    internal void Add(SettingsNode item) => items.Add(item);

    internal void Replace(int index, SettingsNode item) => items[index] = item;

    internal override void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartArray();
        foreach (SettingsNode item in items)
            item.WriteTo(writer);
        writer.WriteEndArray();
    }

    private protected override SettingsNode? ChildTowards(string path) => items.Find(item => LeadsTo(item, path));
}
