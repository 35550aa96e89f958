using System.Collections;
using Relay.Core.Settings.Binding;
using Relay.Sdk.Plugins;

namespace Relay.Core.Settings;

/// <summary>Finds the keys in which settings differ, so that a reload can name them.</summary>
public static class SettingsDifference
{
    /// <returns>Paths as in <c>accept.maxErrors</c> and <c>routes[0].via</c>; a list whose length differs is named itself. In the order of the
    /// settings.</returns>
    public static IReadOnlyList<string> Between(RelaySettings one, RelaySettings other)
    {
        var paths = new List<string>();
        Between(typeof(RelaySettings), one, other, "", paths);
        return paths;
    }

    /// <summary>Finds the keys in which two values of a type differ.</summary>
    /// <param name="path">Where they stand in the settings.</param>
    /// <param name="paths">Gets the keys.</param>
    internal static void Between(Type type, object one, object other, string path, List<string> paths) =>
        Compare(ValueShape.Of(type), one, other, path, paths);

    private static void Compare(ValueShape shape, object? one, object? other, string path, List<string> paths)
    {
        if (one is null || other is null)
        {
            if (!ReferenceEquals(one, other))
                paths.Add(path);
        }
        else if (shape.Kind == ValueKind.Record)
        {
            foreach (SettingsKey key in SettingsType.Of(shape.Type).Keys)
                Compare(key.Shape, key.Property.GetValue(one), key.Property.GetValue(other), path.Length == 0 ? key.Name
                    : $"{path}.{key.Name}", paths);
        }
        else if (one is IDictionary some && other is IDictionary others)
        {
            foreach (string name in some.Keys.Cast<string>().Union(others.Keys.Cast<string>()))
                Compare(ValueShape.Of(shape.Element!), some[name], others[name], $"{path}.{name}", paths);
        }
        else if (one is IList list && other is IList another && list.Count == another.Count)
        {
            for (int i = 0; i < list.Count; i++)
                Compare(ValueShape.Of(shape.Element!), list[i], another[i], $"{path}[{i}]", paths);
        }
        else if (!IsSame(one, other))
        {
            paths.Add(path);
        }
    }

    private static bool IsSame(object one, object other) => one is Secret secret ? secret.Reveal() == (other as Secret)?.Reveal() : one.Equals(other);
}
