using Microsoft.Extensions.Logging;

namespace Relay.Sdk.Plugins;

/// <summary>What the relay offers a running plugin.</summary>
public interface IPluginContext
{
    /// <summary>The plugin's id.</summary>
    string Id { get; }

    /// <summary>The relay's own host name, as in its greeting.</summary>
    string Hostname { get; }

    /// <summary>A folder of the plugin's own for its data, made on first use.</summary>
    string DataFolder { get; }

    /// <summary>The folder of plugins.json; relative file names in a plugin's settings begin here.</summary>
    string SettingsFolder { get; }

    /// <summary>The clock.</summary>
    TimeProvider Time { get; }

    /// <summary>Logs under the plugin's name.</summary>
    ILogger Logger { get; }

    /// <summary>The plugin's own services, as registered in <see cref="IRelayPlugin.Configure"/>; from <see cref="IRelayPlugin.StartAsync"/> on.</summary>
    IServiceProvider Services { get; }

    /// <summary>Finds the lookup that a plugin, this one or another, has registered; to be asked for at each use, since it may come and go.</summary>
    /// <param name="scheme">As in <see cref="Lookups.IMailLookup.Scheme"/>, in any case.</param>
    /// <returns>The lookup under its deadline: one that throws or is late answers Unavailable. Null when no running plugin has it, and before the plugins have started.</returns>
    Lookups.IMailLookup? FindLookup(string scheme);

    /// <summary>For the plugin's own counters and histograms, named <c>relay.plugin.ID</c>. The relay disposes of it when the plugin has stopped.</summary>
    System.Diagnostics.Metrics.Meter Meter { get; }

    /// <summary>Says how well the plugin does its work, until it says otherwise. <c>relay plugin list</c> and <c>GET /status</c> show it, and the log has each change.</summary>
    void Report(Health health);

    /// <summary>Fires when the plugin is about to stop. The plugin's own token: nothing of the relay hangs on it.</summary>
    CancellationToken Stopping { get; }
}
