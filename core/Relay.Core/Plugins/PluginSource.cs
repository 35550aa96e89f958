using Microsoft.Extensions.Logging;
using Relay.Core.Settings.Binding;

namespace Relay.Core.Plugins;

/// <summary>Where the plugins of plugins.json come from: their folders, or an object that a test or a host hands in.</summary>
internal sealed partial class PluginSource(PluginHostOptions options, PluginLocator locator, PluginStore store, ILogger logger)
{
    /// <summary>Obtains the plugin of an entry.</summary>
    /// <returns>Null when the entry is wrong; the errors say why.</returns>
    /// <exception cref="PluginException">It cannot be loaded.</exception>
    public LoadedPlugin? Obtain(PluginInstance plugin, SettingsObject root, SettingsErrors errors)
    {
        if (options.HandedIn(plugin.Entry) is { } handedIn)
            return new LoadedPlugin(handedIn, Copy: null);
        if (Find(plugin, root, errors) is not { } folder)
            return null;
        if (folder.Manifest.IsDerived)
            LogNoManifest(plugin.Entry.Name, folder.Path);
        return new PluginLoader(store).Load(plugin.Entry.Name, folder);
    }

    // What the entry says of the plugin is not so: a mistake in the file, whatever is to be done about plugins that do not load.
    private PluginFolder? Find(PluginInstance plugin, SettingsObject root, SettingsErrors errors)
    {
        try
        {
            return plugin.Folder = locator.Find(plugin.Entry);
        }
        catch (PluginException e)
        {
            plugin.Fail(e.Message);
            errors.Add(root.Nearest($"plugins[{plugin.Position}]"), e.Message);
            return null;
        }
    }

    [LoggerMessage(LogLevel.Warning, "plugin {Plugin}: {Folder} has no plugin.json, so its SDK range is not known; build it with the SDK's package " +
        "or targets to get one", EventName = "plugins.no-manifest")]
    private partial void LogNoManifest(string plugin, string folder);
}
