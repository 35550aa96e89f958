using Microsoft.Extensions.Logging;
using Relay.Core.Settings.Binding;

namespace Relay.Host.Commands;

/// <summary>Puts the warnings about the settings into the log.</summary>
internal static partial class SettingsWarnings
{
    public static void Log(ILoggerFactory loggers, SettingsErrors errors)
    {
        ILogger logger = loggers.CreateLogger("Relay.Settings");
        foreach (SettingsError error in errors.All)
            LogWarning(logger, error.Place, error.Path, error.Message);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Place}: {Path}: {Text}")]
    private static partial void LogWarning(ILogger logger, SettingsPlace place, string path, string text);
}
