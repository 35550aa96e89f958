using Relay.Sdk.Plugins;

[assembly: RelayPlugin("throws-on-configure", typeof(ThrowsOnConfigure.ThrowsOnConfigurePlugin))]

namespace ThrowsOnConfigure;

public sealed class ThrowsOnConfigurePlugin : IRelayPlugin
{
    public void Configure(IPluginBuilder relay) => throw new InvalidOperationException("no luck today");
}
