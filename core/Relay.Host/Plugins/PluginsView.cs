using Relay.Core.Plugins;
using Relay.Core.Settings;

namespace Relay.Host.Plugins;

/// <summary>Plugins and experimental features as <c>relay plugin list</c> shows them.</summary>
internal sealed record PluginsView(IReadOnlyList<PluginRecord> Plugins, IReadOnlyList<FeatureView> Features)
{
    public static PluginsView Of(PluginHost host) => new(
        host.List(),
        [.. HostFeatures.Known.Select(feature => new FeatureView(feature.Name, feature.Description, host.Features.IsOn(feature.Name)))]);
}
