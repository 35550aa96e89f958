namespace Relay.Sdk.Authentication;

/// <summary>A side interface of an <see cref="IAuthenticator"/> that holds SCRAM verifiers, so that SCRAM-SHA-256 can be offered (RFC 5802, RFC
/// 7677).</summary>
public interface IScramCredentialSource
{
    /// <summary>Finds the verifier of a user.</summary>
    /// <param name="user">As in <see cref="PasswordCredentials"/>; the escapes of RFC 5802 §5.1 are undone.</param>
    /// <param name="cancellationToken">Fires at the deadline and at the end of the session.</param>
    /// <returns>The verifier; null when this source does not know the user. The client then gets the same reply as for a wrong password.</returns>
    /// <exception cref="IOException">The source cannot be read now; the client gets a 454.</exception>
    ValueTask<ScramVerifier?> FindVerifierAsync(string user, CancellationToken cancellationToken);
}
