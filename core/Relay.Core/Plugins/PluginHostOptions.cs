using Relay.Sdk.Plugins;

namespace Relay.Core.Plugins;

/// <summary>Where the plugin host finds things.</summary>
public sealed record PluginHostOptions
{
    /// <summary>plugins.json.</summary>
    public required string File { get; init; }

    /// <summary>Whether a missing file means no plugins; otherwise it is an error.</summary>
    public bool FileIsOptional { get; init; }

    /// <summary>Gives the plugin of an entry as an object; null for a plugin that is to be loaded from its folder, as all are by default.</summary>
    public Func<PluginEntry, IRelayPlugin?> HandedIn { get; init; } = static _ => null;

    /// <summary>The folder of the shipped plugins.</summary>
    public string ShippedFolder { get; init; } = Path.Combine(AppContext.BaseDirectory, "plugins");

    /// <summary>The folder for private copies of plugins.</summary>
    public required string StoreFolder { get; init; }

    /// <summary>The folder under which each plugin has one for its data.</summary>
    public required string DataFolder { get; init; }

    /// <summary>The relay's own name.</summary>
    public string Hostname { get; init; } = "localhost";

    /// <summary>How long a plugin's Configure and StartAsync may take, each.</summary>
    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a plugin's StopAsync may take.</summary>
    public TimeSpan StopTimeout { get; init; } = TimeSpan.FromSeconds(15);
}
