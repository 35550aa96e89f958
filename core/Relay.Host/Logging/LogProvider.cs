using System.Buffers;
using Microsoft.Extensions.Logging;
using Relay.Core.Settings;

namespace Relay.Host.Logging;

/// <summary>Writes the log to an output stream, in one of its forms.</summary>
internal sealed class LogProvider(LogQueue queue, ILogForm form, TimeProvider time) : ILoggerProvider
{
    /// <summary>A log that is written to an output.</summary>
    /// <param name="isTerminal">Colours are written to terminals only.</param>
    public static RelayLog Create(LogSettings settings, Stream output, bool isTerminal, TimeProvider time)
    {
        var levels = new LogLevels(settings);
        ILogForm form = settings.Format == LogFormat.Json ? new JsonForm() : new ConsoleForm(isTerminal, levels);

        // Added, not given to the constructor: the factory disposes of what was added, and the queue writes its rest then.
        var factory = new LoggerFactory([], levels);
        factory.AddProvider(new LogProvider(new LogQueue(output, lost => DroppedLine(form, lost, time)), form, time));
        return new RelayLog(factory, levels);
    }

    private static byte[] DroppedLine(ILogForm form, long lost, TimeProvider time)
    {
        var line = new ArrayBufferWriter<byte>(256);
        KeyValuePair<string, object?>[] fields = [new("Lines", lost)];
        form.Write(line, new LogEntry(time.GetUtcNow(), LogLevel.Warning, LogSource.Of("Relay.Log"), default,
            $"{lost} log lines were dropped: the output is too slow", null), fields);
        return line.WrittenSpan.ToArray();
    }

    public ILogger CreateLogger(string categoryName) => new LineLogger(LogSource.Of(categoryName), queue, form, time);

    public void Dispose() => queue.Dispose();
}
