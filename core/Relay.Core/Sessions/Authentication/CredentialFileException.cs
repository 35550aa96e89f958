namespace Relay.Core.Sessions.Authentication;

/// <summary>The credential file cannot be used; the message names the file and the line.</summary>
public sealed class CredentialFileException : IOException
{
    public CredentialFileException()
    {
    }

    public CredentialFileException(string message)
        : base(message)
    {
    }

    public CredentialFileException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
