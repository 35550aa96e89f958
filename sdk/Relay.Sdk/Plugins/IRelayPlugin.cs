namespace Relay.Sdk.Plugins;

/// <summary>A plugin's entry point. One instance per load; the relay disposes it after <see cref="StopAsync"/> when it is disposable.</summary>
public interface IRelayPlugin
{
    /// <summary>Reads settings and registers handlers. No I/O and no threads: <c>relay check</c> runs it too.</summary>
    /// <exception cref="PluginSettingsException">The settings are wrong; the relay reports it with its place in plugins.json.</exception>
    void Configure(IPluginBuilder relay);

    /// <summary>Opens what the handlers need; within 30 s. The handlers are made after it.</summary>
    /// <remarks>A plugin that throws here is not used: its entry in plugins.json says whether the relay goes on without it (<c>onLoadError:
    /// skip</c>), lets its handlers' failure policies answer (<c>tempfail</c>), or does not start (<c>required</c>).</remarks>
    ValueTask StartAsync(IPluginContext context, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <summary>Closes what was opened; no handler is called any more; within 15 s.</summary>
    ValueTask StopAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;
}
