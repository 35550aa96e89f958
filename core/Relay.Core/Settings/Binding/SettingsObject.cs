using System.Text.Json;

namespace Relay.Core.Settings.Binding;

/// <summary>An object of a settings file, its keys in the order of the file.</summary>
public sealed class SettingsObject(SettingsPlace place, string path) : SettingsNode(place, path)
{
    private readonly List<SettingsMember> members = [];

    /// <summary>The keys; each once.</summary>
    public IReadOnlyList<SettingsMember> Members => members;

    /// <summary>The member of that key; null when there is none.</summary>
    public SettingsMember? Find(string key) => members.Find(member => member.Key == key);

    /// <inheritdoc/>
    public override string Describe() => "an object";

    /// <summary>Adds a key, or replaces its value.</summary>
    internal void Set(SettingsMember member)
    {
        int index = members.FindIndex(other => other.Key == member.Key);
        if (index < 0)
            members.Add(member);
        else
            members[index] = member;
    }

    internal override void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        foreach (SettingsMember member in members)
        {
            writer.WritePropertyName(member.Key);
            member.Value.WriteTo(writer);
        }

        writer.WriteEndObject();
    }

    private protected override SettingsNode? ChildTowards(string path) =>
        members.Find(member => LeadsTo(member.Value, path))?.Value;
}
