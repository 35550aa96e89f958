namespace Relay.Sdk.Testing.Conformance;

/// <summary>A handler does not keep a promise of its interface; the text says how.</summary>
public sealed class ConformanceException : Exception
{
    /// <summary>Makes the exception.</summary>
    public ConformanceException()
        : this("the handler does not keep a promise")
    {
    }

    /// <summary>Makes the exception.</summary>
    public ConformanceException(string message)
        : base(message)
    {
    }

    /// <summary>Makes the exception.</summary>
    public ConformanceException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
