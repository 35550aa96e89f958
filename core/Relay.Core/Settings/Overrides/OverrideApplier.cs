using System.Globalization;
using Relay.Core.Settings.Binding;
using Relay.Core.Settings.Contributed;

namespace Relay.Core.Settings.Overrides;

/// <summary>Puts overrides into the tree of a file, guided by the option records: keys may be written in any case.</summary>
/// <param name="root">The tree.</param>
/// <param name="type">The record that the tree is bound to.</param>
/// <param name="errors">Gets what is wrong.</param>
/// <param name="plugins">The keys that plugins add; null before the plugins are known.</param>
internal sealed class OverrideApplier(SettingsObject root, Type type, SettingsErrors errors, OptionCatalogue? plugins = null)
{
    private readonly List<SettingsOverride> unclaimed = [];

    /// <summary>Overrides of keys that only a plugin can know; to be applied again when the plugins are known.</summary>
    public IReadOnlyList<SettingsOverride> Unclaimed => unclaimed;

    public void Apply(SettingsOverride given)
    {
        SettingsNode node = root;
        ValueShape shape = ValueShape.Of(type);
        // Put in its place when the whole path has proved right: half of one would be told of a second time, as a list without items.
        (SettingsNode Parent, string Name, SettingsNode Made)? first = null;
        foreach (string segment in given.Path.SkipLast(1))
        {
            if (Resolve(node, shape, segment, given) is not { } step)
            {
                KeepUnclaimed(first, given);
                return;
            }

            if (Child(node, step.Name) is { } there && Fits(there, step.Shape))
            {
                node = there;
            }
            else
            {
                SettingsNode made = Made(step.Shape, given.Place, PathOf(node, step.Name));
                if (first is null)
                    first = (node, step.Name, made);
                else if (IsContainer(step.Shape))
                    Put(node, step.Name, made);
                node = made;
            }

            shape = step.Shape;
        }

        if (Resolve(node, shape, given.Path[^1], given) is not { } last)
        {
            KeepUnclaimed(first, given);
            return;
        }

        if (OverrideValue.Read(last.Shape, given, PathOf(node, last.Name), errors) is not { } value)
            return;
        Put(node, last.Name, value);
        if (first is { } outermost)
            Put(outermost.Parent, outermost.Name, outermost.Made);
    }

    // The object around the key is made even so: it may be a transport that only overrides name.
    private void KeepUnclaimed((SettingsNode Parent, string Name, SettingsNode Made)? first, SettingsOverride given)
    {
        if (first is { } outermost && unclaimed.Contains(given))
            Put(outermost.Parent, outermost.Name, outermost.Made);
    }

    private Step? Resolve(SettingsNode node, ValueShape shape, string segment, SettingsOverride given)
    {
        switch (shape.Kind)
        {
            case ValueKind.Record:
                return OfRecord(node, SettingsType.Of(shape.Type), segment, given);
            case ValueKind.Dictionary:
                // A key that is there already shows how it is written.
                SettingsMember? known = ((SettingsObject)node).Members.FirstOrDefault(member => member.Key.Equals(segment,
                    StringComparison.OrdinalIgnoreCase));
                return new Step(known?.Key ?? given.NewName(segment), ValueShape.Of(shape.Element!));
            case ValueKind.List:
                int count = ((SettingsArray)node).Items.Count;
                if (int.TryParse(segment, NumberStyles.None, CultureInfo.InvariantCulture, out int index) && index <= count)
                    return new Step(segment, ValueShape.Of(shape.Element!));
                errors.Add(given.Place, node.Path, $"found '{segment}', expected an index from 0 to {count}");
                return null;
            default:
                errors.Add(given.Place, node.Path, $"there is no '{segment}' in it: it is {shape.Expected}");
                return null;
        }
    }

    private Step? OfRecord(SettingsNode node, SettingsType record, string segment, SettingsOverride given)
    {
        foreach (SettingsKey key in record.Keys)
            if (key.Name.Equals(segment, StringComparison.OrdinalIgnoreCase))
                return new Step(key.Name, key.Shape);
        if (record.Part is not { } part)
            errors.Add(given.Place, node.PathOf(segment), "unknown key" + NearestName.Hint(segment, [.. record.Keys.Select(key => key.Name)]));
        else if (plugins is null)
            unclaimed.Add(given);
        else if (plugins.Find(part, segment, StringComparison.OrdinalIgnoreCase) is { } added)
            return new Step(added.Name, added.Shape);
        else
            errors.Add(given.Place, node.PathOf(segment), plugins.FaultOf(part, record, segment));
        return null;
    }

    private static bool Fits(SettingsNode node, ValueShape shape) => shape.Kind == ValueKind.List ? node is SettingsArray : node is SettingsObject;

    private static bool IsContainer(ValueShape shape) => shape.Kind is ValueKind.List or ValueKind.Record or ValueKind.Dictionary;

    private static SettingsNode Made(ValueShape shape, SettingsPlace place, string path) =>
        shape.Kind == ValueKind.List ? new SettingsArray(place, path) : new SettingsObject(place, path);

    private static SettingsNode? Child(SettingsNode node, string name) => node is SettingsArray list
        ? list.Items.ElementAtOrDefault(Index(name))
        : ((SettingsObject)node).Find(name)?.Value;

    private static void Put(SettingsNode node, string name, SettingsNode value)
    {
        if (node is SettingsObject keys)
            keys.Set(new SettingsMember(name, value.Place, value));
        else if (node is SettingsArray list && Index(name) < list.Items.Count)
            list.Replace(Index(name), value);
        else
            ((SettingsArray)node).Add(value);
    }

    private static string PathOf(SettingsNode node, string name) => node is SettingsArray ? node.PathOf(Index(name)) : node.PathOf(name);

    private static int Index(string name) => int.Parse(name, CultureInfo.InvariantCulture);

    private readonly record struct Step(string Name, ValueShape Shape);
}
