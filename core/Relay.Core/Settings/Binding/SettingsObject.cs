namespace Relay.Core.Settings.Binding;

/// <summary>An object of a settings file, its keys in the order of the file.</summary>
public sealed class SettingsObject(SettingsPlace place, string path) : SettingsNode(place, path)
{
    private readonly List<SettingsMember> members = [];
    private readonly Dictionary<string, int> places = new(StringComparer.Ordinal);

    /// <summary>The keys; each once.</summary>
    public IReadOnlyList<SettingsMember> Members => members;

    /// <summary>The member of that key; null when there is none.</summary>
    public SettingsMember? Find(string key) => places.TryGetValue(key, out int place) ? members[place] : null;

    /// <inheritdoc/>
    public override string Describe() => "an object";

    /// <summary>Adds a key, or replaces its value.</summary>
    internal void Set(SettingsMember member)
    {
        if (places.TryAdd(member.Key, members.Count))
            members.Add(member);
        else
            members[places[member.Key]] = member;
    }

    private protected override SettingsNode? ChildTowards(string path) =>
        members.Find(member => LeadsTo(member.Value, path))?.Value;
}
