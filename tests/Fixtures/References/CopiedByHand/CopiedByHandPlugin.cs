using Greeter;
using Relay.Sdk.Plugins;

[assembly: RelayPlugin("copied-by-hand", typeof(CopiedByHand.CopiedByHandPlugin))]

namespace CopiedByHand;

/// <summary>Refers to a library that lies in its folder but not in its deps.json.</summary>
public sealed class CopiedByHandPlugin : IRelayPlugin
{
    public static string Say() => Greeting.Next();

    public void Configure(IPluginBuilder relay) => Say();
}
