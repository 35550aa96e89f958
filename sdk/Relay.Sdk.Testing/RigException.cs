namespace Relay.Sdk.Testing;

/// <summary>The plugins cannot run: their settings are wrong, or a start failed. The text says all that is wrong, as <c>relay check</c> and the log
/// do.</summary>
public sealed class RigException : Exception
{
    /// <summary>Makes the exception.</summary>
    public RigException()
        : this("the plugins cannot run")
    {
    }

    /// <summary>Makes the exception.</summary>
    public RigException(string message)
        : base(message)
    {
    }

    /// <summary>Makes the exception.</summary>
    public RigException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
