using Relay.Sdk.Events;
using Relay.Sdk.Plugins;

[assembly: RelayPlugin("no-manifest", typeof(NoManifest.NoManifestPlugin))]

namespace NoManifest;

public sealed class NoManifestPlugin : IRelayPlugin
{
    public void Configure(IPluginBuilder relay) => relay.Decide<RecipientOffered, Agree>();
}

internal sealed class Agree : IDecide<RecipientOffered>
{
    public ValueTask<Verdict> DecideAsync(RecipientOffered moment, CancellationToken cancellationToken) => new(Verdict.Continue);
}
