namespace Relay.TestKit.Sessions;

/// <summary>The server said something else than the conversation of a test.</summary>
public sealed class ConversationException : Exception
{
    public ConversationException()
    {
    }

    public ConversationException(string message)
        : base(message)
    {
    }

    public ConversationException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
