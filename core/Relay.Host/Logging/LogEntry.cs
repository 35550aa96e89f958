using Microsoft.Extensions.Logging;

namespace Relay.Host.Logging;

/// <summary>What a line says besides its fields.</summary>
internal readonly record struct LogEntry(DateTimeOffset Time, LogLevel Level, LogSource Source, EventId Event, string Message, Exception? Exception);
