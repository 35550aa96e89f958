using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.DependencyInjection;
using Relay.Sdk.Plugins;

[assembly: RelayPlugin("keeps-in-memory", typeof(KeepsInMemory.KeepsInMemoryPlugin))]

namespace KeepsInMemory;

/// <summary>A spool store that promises nothing beyond the process.</summary>
public sealed class KeepsInMemoryPlugin : IRelayPlugin
{
    public void Configure(IPluginBuilder relay)
    {
        relay.Services.AddSingleton(relay.Settings<KeepsInMemorySettings>());
        relay.Services.AddSingleton<MemoryRoom>();
        relay.SpoolStore<MemoryStore>("memory");
        relay.SpoolStore<SharedStore>("shared");
        relay.Command<PutIn>("put-in");
    }

    public ValueTask StartAsync(IPluginContext context, CancellationToken cancellationToken)
    {
        context.Services.GetRequiredService<KeepsInMemorySettings>().Throw("plugin");
        context.Services.GetRequiredService<MemoryRoom>().IsOpen = true;
        return default;
    }
}

public sealed record KeepsInMemorySettings
{
    /// <summary>Where it throws what a store should not throw.</summary>
    [AllowedValues("", "plugin", "create", "start", "commit")]
    public string ThrowAt { get; init; } = "";

    internal void Throw(string step)
    {
        if (ThrowAt == step)
            throw new InvalidOperationException($"a fault of the store at {step}");
    }
}

/// <summary>Stands for what a plugin opens at its start, as connections to a database.</summary>
internal sealed class MemoryRoom
{
    public bool IsOpen { get; set; }
}
