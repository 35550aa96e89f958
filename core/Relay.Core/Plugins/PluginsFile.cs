using System.ComponentModel;

namespace Relay.Core.Plugins;

/// <summary>The whole of plugins.json.</summary>
public sealed record PluginsFile
{
    [Description("Host features to switch on that are not yet stable; 'relay plugin list' shows them.")]
    public IReadOnlyList<string> Experimental { get; init; } = [];

    [Description("How handlers are called when neither they nor their plugin's entry say otherwise.")]
    public PluginDefaults Defaults { get; init; } = new();

    [Description("The plugins. Their order is the order of asking, unless 'order' says otherwise.")]
    public IReadOnlyList<PluginEntry> Plugins { get; init; } = [];
}
