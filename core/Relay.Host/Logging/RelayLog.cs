using Microsoft.Extensions.Logging;

namespace Relay.Host.Logging;

/// <summary>The log of the process: makes the loggers, and has the levels, which may change while it runs.</summary>
internal sealed class RelayLog(LoggerFactory factory, LogLevels levels) : ILoggerFactory
{
    public LogLevels Levels { get; } = levels;

    public ILogger CreateLogger(string categoryName) => factory.CreateLogger(categoryName);

    public void AddProvider(ILoggerProvider provider) => factory.AddProvider(provider);

    public void Dispose() => factory.Dispose();
}
