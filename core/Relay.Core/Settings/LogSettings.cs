using System.ComponentModel;
using Microsoft.Extensions.Logging;

namespace Relay.Core.Settings;

public sealed record LogSettings
{
    [Description("console (for people) or json (one object a line).")]
    public LogFormat Format { get; init; } = LogFormat.Console;

    [Description("trace, debug, information, warning, error, critical, or none.")]
    public LogLevel Level { get; init; } = LogLevel.Information;

    [Description("Other levels for single categories, as in { \"delivery\": \"debug\" }.")]
    public IReadOnlyDictionary<string, LogLevel> Levels { get; init; } = new Dictionary<string, LogLevel>();
}

public enum LogFormat
{
    Console,
    Json,
}
