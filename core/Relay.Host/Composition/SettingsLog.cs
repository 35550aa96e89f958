using Microsoft.Extensions.Logging;
using Relay.Core.Settings.Binding;

namespace Relay.Host.Composition;

/// <summary>Puts what is to be said about the settings into the log.</summary>
internal static partial class SettingsLog
{
    /// <summary>The name of the logger for all lines about the settings.</summary>
    public const string LoggerName = "Relay.Settings";

    public static void Write(ILogger logger, SettingsErrors errors)
    {
        foreach (SettingsError error in errors.All)
            LogFinding(logger, error.IsWarning ? LogLevel.Warning : LogLevel.Error, error.Place, error.Path, error.Message);
    }

    [LoggerMessage(Message = "{Place}: {Path}: {Text}", EventName = "settings.finding")]
    private static partial void LogFinding(ILogger logger, LogLevel level, SettingsPlace place, string path, string text);
}
