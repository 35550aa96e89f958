using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Relay.Core.Handlers;
using Relay.Sdk.Authentication;

namespace Relay.Core.Sessions.Authentication;

/// <summary>Asks the authenticators in their order until one knows the user.</summary>
/// <remarks>
/// One that fails or is late ends the search with "unavailable" rather than leaving the user to the next one, who may know another person of that name.
/// </remarks>
public sealed partial class AuthenticatorChain
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(15);
    private readonly IReadOnlyList<IAuthenticator> own;
    private readonly IHandlers plugins;
    private readonly TimeProvider time;
    private readonly ILogger<AuthenticatorChain> logger;

    // New at each start only: a client that asks for the same unknown user before and after it may see another salt.
    private static readonly byte[] MockSecret = RandomNumberGenerator.GetBytes(32);

    /// <param name="own">The relay's, which are asked first.</param>
    /// <param name="plugins">Have those that are asked next; null when there are none.</param>
    public AuthenticatorChain(IReadOnlyList<IAuthenticator> own, TimeProvider time, ILogger<AuthenticatorChain> logger, IHandlers? plugins = null)
    {
        (this.own, this.time, this.logger, this.plugins) = (own, time, logger, plugins ?? NoHandlers.Instance);
        IReadOnlyList<IAuthenticator> all = [.. own, .. this.plugins.Authenticators];
        IsEmpty = all.Count == 0;
        OffersScram = all.Any(authenticator => authenticator is IScramCredentialSource);
    }

    /// <summary>Whether there was no authenticator when the chain was made, so that AUTH is not offered.</summary>
    public bool IsEmpty { get; }

    /// <summary>Whether one of them held SCRAM verifiers.</summary>
    public bool OffersScram { get; }

    internal static ScramVerifier MockVerifier(string user) => ScramKeys.Mock(MockSecret, user);

    internal async ValueTask<SaslStep> CheckAsync(PasswordCredentials credentials, CancellationToken cancellationToken)
    {
        using HandlerLease lease = plugins.Lease();
        foreach (IAuthenticator authenticator in own.Concat(lease.Handlers.Authenticators))
        {
            AuthenticationResult result;
            try
            {
                result = await BoundAsync(token => authenticator.AuthenticateAsync(credentials, token), cancellationToken);
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested)
            {
                LogFailed(e, authenticator.GetType().Name);
                return new SaslStep.Unavailable(Describe(authenticator, e));
            }

            switch (result)
            {
                case AuthenticationResult.Accepted accepted:
                    return new SaslStep.Success(accepted.User);
                case AuthenticationResult.Denied:
                    return new SaslStep.Failure("wrong password", credentials.User);
                case AuthenticationResult.Unavailable unavailable:
                    return new SaslStep.Unavailable(unavailable.Reason);
            }
        }

        return new SaslStep.Failure("unknown user", credentials.User);
    }

    /// <exception cref="IOException">A source failed or was late.</exception>
    internal async ValueTask<ScramVerifier?> FindVerifierAsync(string user, CancellationToken cancellationToken)
    {
        using HandlerLease lease = plugins.Lease();
        foreach (IAuthenticator authenticator in own.Concat(lease.Handlers.Authenticators))
        {
            if (authenticator is not IScramCredentialSource source)
                continue;
            try
            {
                if (await BoundAsync(token => source.FindVerifierAsync(user, token), cancellationToken) is { } verifier)
                    return verifier;
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested)
            {
                LogFailed(e, authenticator.GetType().Name);
                throw new IOException(Describe(authenticator, e), e);
            }
        }

        return null;
    }

    private async ValueTask<T> BoundAsync<T>(Func<CancellationToken, ValueTask<T>> ask, CancellationToken cancellationToken)
    {
        using var late = new CancellationTokenSource(Deadline, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        // The second wait is for an authenticator that ignores the token.
        return await ask(either.Token).AsTask().WaitAsync(either.Token);
    }

    private static string Describe(IAuthenticator authenticator, Exception e) =>
        e is OperationCanceledException ? $"{authenticator.GetType().Name} did not answer in time" : $"{authenticator.GetType().Name} failed";
}
