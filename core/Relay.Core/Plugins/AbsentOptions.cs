using Relay.Core.Settings.Binding;

namespace Relay.Core.Plugins;

/// <summary>The keys that plugins which are not loaded would add to relay.json. Read only when a key needs an explanation.</summary>
/// <param name="folders">The folders of plugins that are not loaded.</param>
internal sealed class AbsentOptions(Func<IEnumerable<string>> folders)
{
    /// <summary>The id of a plugin that would add the key; null when there is none.</summary>
    internal string? PluginWith(OptionPart part, string key)
    {
        foreach (string folder in folders())
        {
            try
            {
                PluginManifest manifest = PluginManifestReader.Read(folder);
                if (ContributedKeyReader.Read(Path.Combine(folder, manifest.Assembly))
                    .Any(found => found.Part == part && found.Key.Equals(key, StringComparison.OrdinalIgnoreCase)))
                    return manifest.Id;
            }
            catch (PluginException)
            {
                // Not a plugin's folder, or not complete: the loader reports that if plugins.json lists it.
            }
        }

        return null;
    }
}
