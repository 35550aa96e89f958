using Microsoft.Extensions.DependencyInjection;
using Relay.Sdk.Events;
using Relay.Sdk.Plugins;

[assembly: RelayPlugin("web-hook", typeof(WebHook.WebHookPlugin))]

namespace WebHook;

/// <summary>Posts each delivery to a web service.</summary>
public sealed class WebHookPlugin : IRelayPlugin
{
    public void Configure(IPluginBuilder relay)
    {
        WebHookSettings settings = relay.Settings<WebHookSettings>();
        relay.Services.AddSingleton(settings).AddSingleton<HttpClient>();
        // The relay's deadline bounds all tries together.
        relay.Observe<RecipientDelivered, PostDelivery>(new HandlerOptions { Timeout = TimeSpan.FromSeconds(30) });
    }
}
