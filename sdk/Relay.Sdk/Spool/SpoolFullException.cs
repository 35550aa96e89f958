namespace Relay.Sdk.Spool;

/// <summary>The store has no room for new mail; the relay answers 452 4.3.1. Mail already queued goes on.</summary>
public sealed class SpoolFullException : IOException
{
    /// <summary>Makes the exception.</summary>
    public SpoolFullException()
        : this("the spool has no room for new mail")
    {
    }

    /// <summary>Makes the exception with a text for the log.</summary>
    public SpoolFullException(string message)
        : base(message)
    {
    }

    /// <summary>Makes the exception with a text for the log and its cause.</summary>
    public SpoolFullException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
