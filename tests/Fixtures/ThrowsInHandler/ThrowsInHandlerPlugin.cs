using Relay.Sdk.Events;
using Relay.Sdk.Plugins;

[assembly: RelayPlugin("throws-in-handler", typeof(ThrowsInHandler.ThrowsInHandlerPlugin))]

namespace ThrowsInHandler;

/// <summary>Throws at once at RCPT and later at MAIL, with an exception of its own.</summary>
public sealed class ThrowsInHandlerPlugin : IRelayPlugin
{
    public void Configure(IPluginBuilder relay)
    {
        relay.Decide<RecipientOffered, ThrowAtOnce>();
        relay.Decide<SenderOffered, ThrowLater>();
    }
}

public sealed class OddException : Exception
{
    public override string Message => throw new InvalidOperationException("even the message throws");
}

internal sealed class ThrowAtOnce : IDecide<RecipientOffered>
{
    public ValueTask<Verdict> DecideAsync(RecipientOffered moment, CancellationToken cancellationToken) => throw new OddException();
}

internal sealed class ThrowLater : IDecide<SenderOffered>
{
    public async ValueTask<Verdict> DecideAsync(SenderOffered moment, CancellationToken cancellationToken)
    {
        await Task.Yield();
        throw new OddException();
    }
}
