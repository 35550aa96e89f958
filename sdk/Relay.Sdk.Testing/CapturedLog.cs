using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Relay.Sdk.Testing;

/// <summary>Keeps log lines of every level for the test to read.</summary>
public sealed class CapturedLog : ILoggerFactory
{
    private readonly ConcurrentQueue<CapturedLine> entries = new();

    /// <summary>The lines so far with all their parts, in order.</summary>
    public IReadOnlyCollection<CapturedLine> Entries => entries;

    /// <summary>Level, category and text of each line so far, in order.</summary>
    public IReadOnlyList<string> Lines => [.. entries.Select(static line => line.ToString())];

    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) => new Logger(entries, categoryName);

    /// <summary>Does nothing: the lines stay here.</summary>
    public void AddProvider(ILoggerProvider provider)
    {
    }

    /// <summary>Does nothing: the lines can still be read.</summary>
    public void Dispose()
    {
    }

    /// <summary>All lines so far.</summary>
    public override string ToString() => string.Join('\n', Lines);

    private sealed class Logger(ConcurrentQueue<CapturedLine> entries, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            entries.Enqueue(new CapturedLine(logLevel, category, formatter(state, exception), exception));
    }
}
