using System.Buffers;
using Microsoft.Extensions.Logging;

namespace Relay.Host.Logging;

/// <summary>Makes a line of each event, on the caller's thread, in a buffer of that thread.</summary>
internal sealed class LineLogger(LogSource source, LogQueue queue, ILogForm form, TimeProvider time) : ILogger
{
    [ThreadStatic]
    private static ArrayBufferWriter<byte>? line;

    // Ids are fields of the messages themselves.
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    // The factory's filter has decided already.
    public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        ArrayBufferWriter<byte> buffer = line ??= new ArrayBufferWriter<byte>(1024);
        buffer.ResetWrittenCount();
        var entry = new LogEntry(time.GetUtcNow(), logLevel, source, eventId, formatter(state, exception), exception);
        form.Write(buffer, in entry, state as IReadOnlyList<KeyValuePair<string, object?>>);
        queue.Add(buffer.WrittenSpan);
    }
}
