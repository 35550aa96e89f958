namespace Relay.Core.Spool.Records;

/// <summary>A record in the database cannot be read: damaged, or written by a later version.</summary>
internal sealed class UnreadableRecordException(string message, Exception? innerException = null) : IOException(message, innerException);
