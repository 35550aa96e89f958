namespace Relay.Sdk.Testing.Spool;

/// <summary>A store does not keep a promise of <see cref="Sdk.Spool.ISpoolStore"/>; the text says which and how.</summary>
public sealed class SpoolConformanceException : Exception
{
    /// <summary>Makes the exception.</summary>
    public SpoolConformanceException()
        : this("the store does not keep a promise")
    {
    }

    /// <summary>Makes the exception.</summary>
    public SpoolConformanceException(string message)
        : base(message)
    {
    }

    /// <summary>Makes the exception.</summary>
    public SpoolConformanceException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
