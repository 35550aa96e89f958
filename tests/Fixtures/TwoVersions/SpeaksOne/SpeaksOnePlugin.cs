using Relay.Sdk.Events;
using Relay.Sdk.Plugins;
using TwoVersions;

[assembly: RelayPlugin("speaks-one", typeof(SpeaksOne.SpeaksOnePlugin))]

namespace SpeaksOne;

public sealed class SpeaksOnePlugin : IRelayPlugin
{
    public void Configure(IPluginBuilder relay) => relay.Decide<RecipientOffered, Speak>();
}
