namespace Relay.Sdk.Authentication;

/// <summary>Checks a user name and password given with AUTH PLAIN or LOGIN (RFC 4954, RFC 4616).</summary>
/// <remarks>Asked in order until one knows the user. One that throws or is late counts as Unavailable.</remarks>
public interface IAuthenticator
{
    /// <summary>Checks the credentials.</summary>
    ValueTask<AuthenticationResult> AuthenticateAsync(PasswordCredentials credentials, CancellationToken cancellationToken);
}
