using Microsoft.Extensions.Logging;
using Relay.Sdk.Lookups;

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

    /// <summary>The plugin's own services, as registered in <see cref="IRelayPlugin.Configure"/>; from <see cref="IRelayPlugin.StartAsync"/>
    /// on.</summary>
    IServiceProvider Services { get; }

    /// <summary>Gives a lookup by its name, whether this plugin has it or another. The handle may be kept: it finds the lookup anew at each
    /// use.</summary>
    /// <param name="name">The name that it is registered under, as in <c>redis</c> or <c>redis.two</c>, in any case.</param>
    /// <returns>The lookup behind its deadline. While no running plugin has it, as before the plugins have started, it answers Unavailable.</returns>
    LookupHandle FindLookup(string name);

    /// <summary>For the plugin's own counters and histograms, named <c>relay.plugin.ID</c>. The relay disposes of it when the plugin has
    /// stopped.</summary>
    System.Diagnostics.Metrics.Meter Meter { get; }

    /// <summary>Says how well the plugin does its work, until it says otherwise. <c>relay plugin list</c> and <c>GET /status</c> show it, and the log
    /// has each change.</summary>
    void Report(Health health);

    /// <summary>Fires when the plugin is about to stop. The plugin's own token: nothing of the relay hangs on it.</summary>
    CancellationToken Stopping { get; }
}
