namespace Relay.Core.Delivery.Connections;

/// <summary>The connection cannot be used any more.</summary>
/// <param name="fault">Why.</param>
/// <param name="message">For the log and the report, one line without the host's name.</param>
internal sealed class ConnectionFaultException(ConnectionFault fault, string message, Exception? inner = null) : IOException(message, inner)
{
    public ConnectionFault Fault { get; } = fault;
}
