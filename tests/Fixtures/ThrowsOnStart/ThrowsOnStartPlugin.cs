using Microsoft.Extensions.Logging;
using Relay.Sdk.Events;
using Relay.Sdk.Plugins;

[assembly: RelayPlugin("throws-on-start", typeof(ThrowsOnStart.ThrowsOnStartPlugin))]

namespace ThrowsOnStart;

public sealed class ThrowsOnStartPlugin : IRelayPlugin, IDisposable
{
    private ILogger? logger;

    public void Configure(IPluginBuilder relay) => relay.Decide<RecipientOffered, Agree>();

    public ValueTask StartAsync(IPluginContext context, CancellationToken cancellationToken)
    {
        logger = context.Logger;
        throw new IOException("the server is down");
    }

    public void Dispose() => logger?.Log(LogLevel.Information, "disposed");
}

internal sealed class Agree : IDecide<RecipientOffered>
{
    public ValueTask<Verdict> DecideAsync(RecipientOffered moment, CancellationToken cancellationToken) => new(Verdict.Continue);
}
