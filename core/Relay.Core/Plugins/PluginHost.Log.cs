using Microsoft.Extensions.Logging;

namespace Relay.Core.Plugins;

public sealed partial class PluginHost
{
    [LoggerMessage(LogLevel.Information, "plugin {Plugin} active", EventName = "plugins.active")]
    private static partial void LogActive(ILogger logger, string plugin);

    [LoggerMessage(LogLevel.Error, "PLUGIN {Plugin} IS NOT USED: {Problem}", EventName = "plugins.plugin-host-failed")]
    private static partial void LogFailed(ILogger logger, string plugin, string problem);

    [LoggerMessage(LogLevel.Error, "plugin {Plugin} did not stop cleanly: {Problem}", EventName = "plugins.stop-failed")]
    private static partial void LogStopFailed(ILogger logger, string plugin, string problem);
}
