using Relay.Sdk.Events;
using Relay.Sdk.Plugins;

[assembly: RelayPlugin("throws-on-start", typeof(ThrowsOnStart.ThrowsOnStartPlugin))]

namespace ThrowsOnStart;

public sealed class ThrowsOnStartPlugin : IRelayPlugin
{
    public void Configure(IPluginBuilder relay) => relay.Decide<RecipientOffered, Agree>();

    public ValueTask StartAsync(IPluginContext context, CancellationToken cancellationToken) => throw new IOException("the server is down");
}

internal sealed class Agree : IDecide<RecipientOffered>
{
    public ValueTask<Verdict> DecideAsync(RecipientOffered moment, CancellationToken cancellationToken) => new(Verdict.Continue);
}
