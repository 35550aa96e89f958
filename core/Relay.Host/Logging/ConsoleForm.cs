using System.Buffers;
using Microsoft.Extensions.Logging;

namespace Relay.Host.Logging;

/// <summary>Lines for people: time, level, part of the relay, message.</summary>
/// <param name="colours">Whether the output is a terminal.</param>
/// <param name="levels">Say whether exceptions are written with their stack.</param>
internal sealed class ConsoleForm(bool colours, LogLevels levels) : ILogForm
{
    public void Write(ArrayBufferWriter<byte> line, in LogEntry entry, IReadOnlyList<KeyValuePair<string, object?>>? fields)
    {
        LogLine.Write(line, entry.Time);
        line.Write(" "u8);
        line.Write(colours ? Colour(entry.Level) : []);
        line.Write(Level(entry.Level));
        line.Write(colours ? "\e[0m "u8 : " "u8);
        LogLine.Write(line, entry.Source.Shown);
        line.Write(": "u8);
        LogLine.Write(line, entry.Message);
        if (entry.Exception is { } exception)
        {
            line.Write(" ["u8);
            LogLine.Write(line, levels.ShowsStacks ? exception.ToString().ReplaceLineEndings(" | ")
                : $"{exception.GetType().Name}: {exception.Message}");
            line.Write("]"u8);
        }

        line.Write("\n"u8);
    }

    private static ReadOnlySpan<byte> Level(LogLevel level) => level switch
    {
        LogLevel.Trace => "trace"u8,
        LogLevel.Debug => "debug"u8,
        LogLevel.Information => "info "u8,
        LogLevel.Warning => "warn "u8,
        LogLevel.Error => "error"u8,
        _ => "fatal"u8,
    };

    private static ReadOnlySpan<byte> Colour(LogLevel level) => level switch
    {
        LogLevel.Trace or LogLevel.Debug => "\e[90m"u8,
        LogLevel.Information => "\e[32m"u8,
        LogLevel.Warning => "\e[33m"u8,
        _ => "\e[31m"u8,
    };
}
