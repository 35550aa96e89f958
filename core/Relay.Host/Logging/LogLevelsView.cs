using Microsoft.Extensions.Logging;

namespace Relay.Host.Logging;

/// <summary>The levels of the log as the admin endpoint and <c>relay log</c> show them.</summary>
/// <param name="Level">Of all categories without one of their own.</param>
/// <param name="Levels">Of single categories.</param>
internal sealed record LogLevelsView(LogLevel Level, IReadOnlyDictionary<string, LogLevel> Levels)
{
    public static LogLevelsView Of(LogLevels levels) => new(levels.Settings.Level, levels.Settings.Levels);
}
