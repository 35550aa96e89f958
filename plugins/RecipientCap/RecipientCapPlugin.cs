using Microsoft.Extensions.DependencyInjection;
using Relay.Sdk.Events;
using Relay.Sdk.Plugins;

[assembly: RelayPlugin("recipient-cap", typeof(Relay.Plugins.RecipientCap.RecipientCapPlugin))]

namespace Relay.Plugins.RecipientCap;

/// <summary>Defers recipients past a per-message cap, so that the client sends the rest in another message.</summary>
/// <remarks>RFC 5321 §4.5.3.1.10 asks for 452 here; RFC 3463 §3.6 gives X.5.3. No state; safe to share.</remarks>
public sealed class RecipientCapPlugin : IRelayPlugin
{
    public void Configure(IPluginBuilder relay)
    {
        relay.Services.AddSingleton(relay.Settings<RecipientCapOptions>());
        relay.Decide<RecipientOffered, CapRecipients>();
    }
}
