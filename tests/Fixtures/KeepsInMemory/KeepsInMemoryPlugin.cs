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
        relay.SpoolStore<MemoryStore>("memory");
    }
}

public sealed record KeepsInMemorySettings
{
    /// <summary>Where it throws what a store should not throw.</summary>
    [AllowedValues("", "create", "start", "commit")]
    public string ThrowAt { get; init; } = "";
}
