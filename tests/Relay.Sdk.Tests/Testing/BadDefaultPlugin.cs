using System.ComponentModel;
using Relay.Sdk.Lists;
using Relay.Sdk.Plugins;

namespace Relay.Sdk.Tests.Testing;

/// <summary>Adds an option whose default is no list.</summary>
internal sealed class BadDefaultPlugin : IRelayPlugin
{
    public void Configure(IPluginBuilder relay) => relay.TransportOptions<Options>();

    public sealed class Options
    {
        [DefaultValue("10.0.0.0/99")]
        public HostList Partners { get; set; } = HostList.None;
    }
}
