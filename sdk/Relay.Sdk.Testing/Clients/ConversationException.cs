namespace Relay.Sdk.Testing.Clients;

/// <summary>The server said something else than the conversation of a test.</summary>
public sealed class ConversationException : Exception
{
    /// <summary>Makes the exception.</summary>
    public ConversationException()
        : this("the server said something else")
    {
    }

    /// <summary>Makes the exception.</summary>
    public ConversationException(string message)
        : base(message)
    {
    }

    /// <summary>Makes the exception.</summary>
    public ConversationException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
