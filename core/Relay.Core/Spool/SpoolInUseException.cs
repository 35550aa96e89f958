namespace Relay.Core.Spool;

/// <summary>Another relay has the spool.</summary>
/// <param name="message">Which, and what to do.</param>
public sealed class SpoolInUseException(string message, Exception innerException) : IOException(message, innerException);
