using Relay.Sdk.Events;
using Relay.Sdk.Plugins;

[assembly: RelayPlugin("ships-own-sdk", typeof(ShipsOwnSdk.ShipsOwnSdkPlugin))]

namespace ShipsOwnSdk;

public sealed class ShipsOwnSdkPlugin : IRelayPlugin
{
    public void Configure(IPluginBuilder relay) => relay.Decide<RecipientOffered, Agree>();
}

internal sealed class Agree : IDecide<RecipientOffered>
{
    public ValueTask<Verdict> DecideAsync(RecipientOffered moment, CancellationToken cancellationToken) => new(Verdict.Continue);
}
