namespace Relay.Sdk.Authentication;

/// <summary>A side interface of an <see cref="IAuthenticator"/> that holds SCRAM verifiers, so that SCRAM-SHA-256 can be offered (RFC 5802, RFC 7677).</summary>
public interface IScramCredentialSource
{
    /// <summary>Finds the verifier of a user; null when this source does not know the user.</summary>
    /// <exception cref="IOException">The source cannot be read now; the client gets a 454.</exception>
    ValueTask<ScramVerifier?> FindVerifierAsync(string user, CancellationToken cancellationToken);
}
