using Microsoft.Extensions.Logging;

namespace Relay.Core.Plugins;

/// <summary>The relay's log as a plugin sees it: every line stands under the plugin's name.</summary>
internal sealed class PluginLoggerFactory(ILoggerFactory relay, string plugin) : ILoggerFactory
{
    public ILogger CreateLogger(string categoryName) => relay.CreateLogger($"plugin {plugin}/{categoryName}");

    /// <summary>The plugin's own logger.</summary>
    internal ILogger CreateOwn() => relay.CreateLogger($"plugin {plugin}");

    public void AddProvider(ILoggerProvider provider) =>
        throw new NotSupportedException("a plugin writes to the relay's log and cannot add another");

    // The relay's factory is not the plugin's to dispose.
    public void Dispose()
    {
    }
}
