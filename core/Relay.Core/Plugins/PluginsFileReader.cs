using Relay.Core.Settings;
using Relay.Core.Settings.Binding;

namespace Relay.Core.Plugins;

/// <summary>Reads plugins.json.</summary>
internal static class PluginsFileReader
{
    /// <returns>The file with its nodes, for later errors; null when it cannot be used at all.</returns>
    internal static (PluginsFile File, SettingsObject Root)? Load(string path, SettingsErrors errors)
    {
        if (SettingsDocument.Load(path, errors) is not { } document)
            return null;
        PluginsFile file = SettingsBinder.Bind<PluginsFile>(document.Root, errors);
        CheckFeatures(file, document.Root, errors);
        CheckEntries(file, document.Root, errors);
        return (file, document.Root);
    }

    private static void CheckFeatures(PluginsFile file, SettingsObject root, SettingsErrors errors)
    {
        string[] known = [.. HostFeatures.Known.Select(feature => feature.Name)];
        for (int i = 0; i < file.Experimental.Count; i++)
        {
            if (!known.Contains(file.Experimental[i]))
                errors.Add(root.Nearest($"experimental[{i}]"),
                    $"there is no feature '{file.Experimental[i]}'{NearestName.Hint(file.Experimental[i], known)}");
        }
    }

    private static void CheckEntries(PluginsFile file, SettingsObject root, SettingsErrors errors)
    {
        Dictionary<string, int> seen = [];
        for (int i = 0; i < file.Plugins.Count; i++)
        {
            PluginEntry entry = file.Plugins[i];
            if (entry.Id.Length > 0 && !seen.TryAdd(entry.Name, i))
                errors.Add(root.Nearest($"plugins[{i}].id"), $"'{entry.Name}' is listed already, as plugins[{seen[entry.Name]}]; give one of them " +
                    "an \"instance\"");
            if (entry.Version is { } range && !VersionRange.TryParse(range, out _))
                errors.Add(root.Nearest($"plugins[{i}].version"), $"found \"{range}\", expected a range of versions as in [1.2.0, 2.0.0-0)");
        }
    }
}
