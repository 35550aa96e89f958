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

    /// <summary>Fires when the plugin is about to stop. The plugin's own token: nothing of the relay hangs on it.</summary>
    CancellationToken Stopping { get; }
}
