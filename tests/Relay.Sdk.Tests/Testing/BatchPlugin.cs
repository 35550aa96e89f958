using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Relay.Sdk.Events;
using Relay.Sdk.Plugins;

namespace Relay.Sdk.Tests.Testing;

/// <summary>Takes two deliveries at a time.</summary>
internal sealed class BatchPlugin : IRelayPlugin
{
    /// <summary>The events of each call.</summary>
    public ConcurrentQueue<string> Heard { get; } = [];

    public void Configure(IPluginBuilder relay)
    {
        relay.Services.AddSingleton(this);
        relay.ObserveMany<RecipientDelivered, Deliveries>(new HandlerOptions { Batch = 2 });
    }

    private sealed class Deliveries(BatchPlugin plugin) : IObserveMany<RecipientDelivered>
    {
        public ValueTask ObserveAsync(IReadOnlyList<RecipientDelivered> notices, CancellationToken cancellationToken)
        {
            plugin.Heard.Enqueue(string.Join(' ', notices.Select(static notice => notice.EventId)));
            return ValueTask.CompletedTask;
        }
    }
}
