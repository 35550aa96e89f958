using Relay.Core.Settings;
using Relay.Core.Settings.Binding;

namespace Relay.Host.Checks;

/// <summary>What a rule looks at, and where it says what is wrong.</summary>
internal sealed class CheckScope(LoadedSettings loaded, PluginFacts plugins, SettingsErrors errors)
{
    public RelaySettings Settings { get; } = loaded.Settings;

    public PluginFacts Plugins { get; } = plugins;

    public void Error(string path, string message) => errors.Add(PlaceOf(path), path, message);

    public void Warn(string path, string message) => errors.Warn(PlaceOf(path), path, message);

    // A key that is not written has the place of what it would stand in.
    private SettingsPlace PlaceOf(string path) => loaded.Tree.Nearest(path).Place;
}
