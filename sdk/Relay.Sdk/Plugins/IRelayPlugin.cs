namespace Relay.Sdk.Plugins;

/// <summary>A plugin's entry point. One instance per load; the relay disposes it after <see cref="StopAsync"/> when it is disposable.</summary>
public interface IRelayPlugin
{
    /// <summary>Reads settings and registers handlers. No I/O and no threads: <c>relay check</c> runs it too.</summary>
    /// <exception cref="PluginSettingsException">The settings are wrong; the relay reports it with its place in plugins.json.</exception>
    void Configure(IPluginBuilder relay);

    /// <summary>Opens what the handlers need; within 30 s. A plugin that throws here is not used, and its failure policy applies.</summary>
    ValueTask StartAsync(IPluginContext context, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <summary>Closes what was opened; no handler is called any more; within 15 s.</summary>
    ValueTask StopAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;
}
