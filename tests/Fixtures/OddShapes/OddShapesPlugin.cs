using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Relay.Sdk.Events;
using Relay.Sdk.Plugins;
using Relay.Sdk.Replies;

[assembly: RelayPlugin("odd-shapes", typeof(OddShapes.OddShapesPlugin))]

namespace OddShapes;

/// <summary>Implements the SDK's interfaces in every way that the language has, and registers a service that others register too.</summary>
public sealed class OddShapesPlugin : IRelayPlugin
{
    public void Configure(IPluginBuilder relay)
    {
        relay.Services.AddSingleton(new StringBuilder(relay.Settings<OddShapesSettings>().Word));
        relay.Observe<RecipientDelivered, FromGenericBase>();
        relay.Observe<RecipientDelivered, FromTwoGenericBases>();
        relay.Observe<RecipientDelivered, Outer<RecipientDelivered>.Inner>();
        relay.Observe<RecipientDelivered, FromExplicitBase>();
        relay.Observe<RecipientDelivered, ByDefault>();
        relay.Observe<RecipientDelivered, ByGenericDefault>();
        relay.Observe<RecipientDelivered, Whatever<RecipientDelivered>>();
        relay.Observe<RecipientDelivered, FromAbstractBase>();
        relay.Observe<RecipientDelivered, FromFramework>();
        relay.Lookup<FromPlainBase>("odd");
        relay.Decide<RecipientOffered, Spell>();
    }
}

public sealed record OddShapesSettings
{
    public string Word { get; init; } = "";
}

/// <summary>Shows which service it got.</summary>
internal sealed record Spell(StringBuilder Word) : IDecide<RecipientOffered>
{
    ValueTask<Verdict> IDecide<RecipientOffered>.DecideAsync(RecipientOffered moment, CancellationToken cancellationToken) =>
        new(Verdict.Reject(new SmtpReply(550, "5.7.1", Word.Append('!').ToString())));
}
