using System.Security.Cryptography;
using System.Text;
using Relay.Sdk.Authentication;

namespace EveryKind;

/// <summary>Knows the user "stranger" with the password "let me in", also by SCRAM.</summary>
internal sealed class Admit(Trouble trouble) : IAuthenticator, IScramCredentialSource
{
    private const string User = "stranger";
    private const string Password = "let me in";
    private const int Iterations = 4096;
    private static readonly byte[] Salt = "sixteen octets !"u8.ToArray();

    public ValueTask<AuthenticationResult> AuthenticateAsync(PasswordCredentials credentials, CancellationToken cancellationToken) =>
        trouble.Or(() => Check(credentials), cancellationToken);

    public async ValueTask<ScramVerifier?> FindVerifierAsync(string user, CancellationToken cancellationToken) =>
        await trouble.Or(() => user, cancellationToken) == User ? Verifier() : null;

    private static AuthenticationResult Check(PasswordCredentials credentials) => credentials switch
    {
        { User: not User } => AuthenticationResult.NotKnown,
        { Password: Password } => AuthenticationResult.Accept(User),
        _ => AuthenticationResult.Deny,
    };

    // RFC 5802 §3.
    private static ScramVerifier Verifier()
    {
        byte[] salted = Rfc2898DeriveBytes.Pbkdf2(Encoding.UTF8.GetBytes(Password), Salt, Iterations, HashAlgorithmName.SHA256, 32);
        byte[] clientKey = HMACSHA256.HashData(salted, "Client Key"u8);
        return ScramVerifier.Of(User, Salt, Iterations, SHA256.HashData(clientKey), HMACSHA256.HashData(salted, "Server Key"u8));
    }
}
