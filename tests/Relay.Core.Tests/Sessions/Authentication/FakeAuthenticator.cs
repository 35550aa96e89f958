using Relay.Core.Sessions.Authentication;
using Relay.Sdk.Authentication;

namespace Relay.Core.Tests.Sessions.Authentication;

/// <summary>One user, and SCRAM too.</summary>
internal sealed class FakeAuthenticator(string user, string password) : IAuthenticator, IScramCredentialSource
{
    private readonly ScramVerifier verifier = ScramKeys.Create(user, password, "0123456789abcdef"u8.ToArray(), 4096);

    public int Asked { get; private set; }

    public Exception? Failure { get; init; }

    /// <summary>No answer comes before it is opened, whatever the caller's token says; null when the answer comes at once.</summary>
    public TaskCompletionSource? Gate { get; init; }

    public async ValueTask<AuthenticationResult> AuthenticateAsync(PasswordCredentials credentials, CancellationToken cancellationToken)
    {
        Asked++;
        if (Gate is not null)
            await Gate.Task;
        if (Failure is not null)
            throw Failure;
        return credentials.User != user ? AuthenticationResult.NotKnown
            : credentials.Password == password ? AuthenticationResult.Accept(user)
            : AuthenticationResult.Deny;
    }

    public ValueTask<ScramVerifier?> FindVerifierAsync(string name, CancellationToken cancellationToken) =>
        Failure is not null ? throw Failure : ValueTask.FromResult(name == user ? verifier : null);
}
