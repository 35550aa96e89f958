using Relay.Sdk.Events;
using Relay.Sdk.Plugins;
using TwoVersions;

[assembly: RelayPlugin("speaks-two", typeof(SpeaksTwo.SpeaksTwoPlugin))]

namespace SpeaksTwo;

public sealed class SpeaksTwoPlugin : IRelayPlugin
{
    public void Configure(IPluginBuilder relay) => relay.Decide<SenderOffered, Speak>();
}
