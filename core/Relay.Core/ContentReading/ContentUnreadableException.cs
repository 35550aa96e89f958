namespace Relay.Core.ContentReading;

/// <summary>The content could not be read from the spool while it was being sent: a fault of this side, never of the host.</summary>
internal sealed class ContentUnreadableException(Exception inner) : Exception(inner.Message, inner);
