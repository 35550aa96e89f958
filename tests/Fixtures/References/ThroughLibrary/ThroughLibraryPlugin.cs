using Relay.Sdk.Plugins;

[assembly: RelayPlugin("through-library", typeof(ThroughLibrary.ThroughLibraryPlugin))]

namespace ThroughLibrary;

/// <summary>Refers to the other plugins of this folder as libraries: each of them has a wrong reference, and this plugin has none.</summary>
public sealed class ThroughLibraryPlugin : IRelayPlugin
{
    public void Configure(IPluginBuilder relay) =>
        _ = string.Concat(LaterShared.LaterSharedPlugin.LoggerName, CopiedByHand.CopiedByHandPlugin.Say(),
            TakesRelaysLibrary.TakesRelaysLibraryPlugin.Open());
}
