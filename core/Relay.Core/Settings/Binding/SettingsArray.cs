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

    private protected override SettingsNode? ChildTowards(string path) => items.Find(item => LeadsTo(item, path));
}
