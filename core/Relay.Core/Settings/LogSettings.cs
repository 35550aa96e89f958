using System.ComponentModel;
using Microsoft.Extensions.Logging;

namespace Relay.Core.Settings;

public sealed record LogSettings
{
    [Description("console (for people) or json (one object a line).")]
    public LogFormat Format { get; init; } = LogFormat.Console;

    [Description("trace, debug, information, warning, error.")]
    public LogLevel Level { get; init; } = LogLevel.Information;
}

public enum LogFormat
{
    Console,
    Json,
}
