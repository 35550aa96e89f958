namespace Relay.Sdk.Authentication;

/// <summary>Checks a user name and password given with AUTH PLAIN or LOGIN (RFC 4954, RFC 4616).</summary>
/// <remarks>
/// Called concurrently. Asked in order, after the credential file, until an authenticator knows the user. An authenticator that throws or is late
/// counts as Unavailable, unless its failure policy says otherwise.
/// </remarks>
public interface IAuthenticator
{
    /// <summary>Checks the credentials.</summary>
    /// <returns>Accepted, Denied (535), Unknown (the next authenticator is asked; 535 when no authenticator knows the user) or Unavailable
    /// (454).</returns>
    /// <exception cref="OperationCanceledException">The session ended or the deadline passed.</exception>
    ValueTask<AuthenticationResult> AuthenticateAsync(PasswordCredentials credentials, CancellationToken cancellationToken);
}
