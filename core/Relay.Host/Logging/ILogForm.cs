using System.Buffers;

namespace Relay.Host.Logging;

/// <summary>How lines look.</summary>
internal interface ILogForm
{
    /// <summary>Writes one line with its line end.</summary>
    /// <param name="line">Empty.</param>
    /// <param name="entry">What happened.</param>
    /// <param name="fields">The named values of the message; null when it has none.</param>
    void Write(ArrayBufferWriter<byte> line, in LogEntry entry, IReadOnlyList<KeyValuePair<string, object?>>? fields);
}
