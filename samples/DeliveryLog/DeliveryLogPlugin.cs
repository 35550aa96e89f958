using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Relay.Sdk.Events;
using Relay.Sdk.Plugins;

[assembly: RelayPlugin("delivery-log", typeof(DeliveryLog.DeliveryLogPlugin))]

namespace DeliveryLog;

/// <summary>Appends each delivery to a file, as one line of JSON.</summary>
public sealed class DeliveryLogPlugin : IRelayPlugin
{
    public void Configure(IPluginBuilder relay)
    {
        relay.Services.AddSingleton(relay.Settings<DeliveryLogSettings>());
        relay.Observe<RecipientDelivered, WriteDelivery>();
    }
}

public sealed record DeliveryLogSettings
{
    /// <summary>The file; relative to plugins.json.</summary>
    public string Path { get; init; } = "deliveries.jsonl";
}

internal sealed class WriteDelivery(DeliveryLogSettings settings, IPluginContext relay) : IObserve<RecipientDelivered>
{
    private readonly string file = Path.GetFullPath(settings.Path, relay.SettingsFolder);

    // At least once: a reader drops lines whose eventId it has seen. Throwing (disk full) means being called again later.
    public async ValueTask ObserveAsync(RecipientDelivered notice, CancellationToken cancellationToken) =>
        await File.AppendAllTextAsync(file, JsonSerializer.Serialize(notice, JsonSerializerOptions.Web) + "\n", cancellationToken);
}
