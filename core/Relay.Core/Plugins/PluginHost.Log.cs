using Microsoft.Extensions.Logging;

namespace Relay.Core.Plugins;

public sealed partial class PluginHost
{
    [LoggerMessage(LogLevel.Information, "plugin {Plugin} {Version} configured with {Handlers} handlers, from {Folder}", EventName = "plugins.configured")]
    private static partial void LogConfigured(ILogger logger, string plugin, string version, int handlers, string folder);

    [LoggerMessage(LogLevel.Information, "plugin {Plugin} active", EventName = "plugins.active")]
    private static partial void LogActive(ILogger logger, string plugin);

    [LoggerMessage(LogLevel.Error, "PLUGIN {Plugin} IS NOT USED: {Problem}", EventName = "plugins.plugin-host-failed")]
    private static partial void LogFailed(ILogger logger, string plugin, string problem);

    [LoggerMessage(LogLevel.Warning, "plugin {Plugin}: {Folder} has no plugin.json, so its SDK range is not known; build it with the SDK's package or targets to get one", EventName = "plugins.no-manifest")]
    private static partial void LogNoManifest(ILogger logger, string plugin, string folder);

    [LoggerMessage(LogLevel.Error, "plugin {Plugin} did not stop cleanly: {Problem}", EventName = "plugins.stop-failed")]
    private static partial void LogStopFailed(ILogger logger, string plugin, string problem);
}
