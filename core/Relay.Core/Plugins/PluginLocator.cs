using Relay.Core.Settings.Binding;

namespace Relay.Core.Plugins;

/// <summary>Finds plugins' folders.</summary>
/// <param name="settingsFolder">Where plugins.json lies; paths in it begin here.</param>
/// <param name="shippedFolder">The folder 'plugins' beside the relay.</param>
internal sealed class PluginLocator(string settingsFolder, string shippedFolder)
{
    /// <summary>Where plugins.json lies.</summary>
    internal string SettingsFolder => settingsFolder;

    /// <exception cref="PluginException">The plugin is not there, or is another plugin or another version than asked for.</exception>
    internal PluginFolder Find(PluginEntry entry)
    {
        PluginFolder found = entry.Path is { } path ? AtPath(entry, Path.GetFullPath(path, settingsFolder)) : Shipped(entry);
        PluginManifest manifest = found.Manifest;
        if (manifest.Id != entry.Id)
            throw new PluginException($"plugin {entry.Name}: {found.Path} holds the plugin '{manifest.Id}'; correct \"id\" or \"path\"");
        if (!SemanticVersion.TryParse(manifest.Version, out SemanticVersion? version))
            throw new PluginException($"plugin {entry.Name}: {found.Path} has the version '{manifest.Version}', which is not a version");
        if (entry.Version is { } asked && VersionRange.TryParse(asked, out VersionRange? range) && !range.Contains(version))
            throw new PluginException($"plugin {entry.Name}: {found.Path} holds version {version}, and plugins.json asks for {range}");
        if (!File.Exists(Path.Combine(found.Path, manifest.Assembly)))
            throw new PluginException($"plugin {entry.Name}: {manifest.Assembly} is missing in {found.Path}");
        return found;
    }

    private static PluginFolder AtPath(PluginEntry entry, string path)
    {
        if (File.Exists(path))
            throw new PluginException($"plugin {entry.Name}: {path} is a file; \"path\" is the plugin's folder");
        if (!Directory.Exists(path))
            throw new PluginException($"plugin {entry.Name}: there is no folder {path}");
        return new PluginFolder(path, PluginManifestReader.Read(path));
    }

    private PluginFolder Shipped(PluginEntry entry)
    {
        string exact = Path.Combine(shippedFolder, entry.Id);
        if (Directory.Exists(exact))
            return new PluginFolder(exact, PluginManifestReader.Read(exact));
        List<string> ids = [];
        string[] folders = Directory.Exists(shippedFolder) ? Directory.GetDirectories(shippedFolder) : [];
        foreach (string folder in folders.Order(StringComparer.Ordinal))
        {
            PluginManifest manifest;
            try
            {
                manifest = PluginManifestReader.Read(folder);
            }
            catch (PluginException)
            {
                // Another user's folder; it matters only when plugins.json asks for it.
                continue;
            }

            if (manifest.Id == entry.Id)
                return new PluginFolder(folder, manifest);
            ids.Add(manifest.Id);
        }

        throw new PluginException($"plugin {entry.Name}: not found in {shippedFolder}, and \"path\" is not given{NearestName.Hint(entry.Id, ids)}");
    }
}
