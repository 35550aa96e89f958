using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Relay.Core.Handlers;
using Relay.Sdk.Authentication;

namespace Relay.Core.Sessions.Authentication;

/// <summary>Asks the authenticators in their order until an authenticator knows the user.</summary>
/// <remarks>
/// An authenticator that fails or is late ends the search with "unavailable": the next authenticator may know another person of the same name.
/// </remarks>
public sealed partial class AuthenticatorChain
{
    // For the relay's own authenticators. Those of plugins come with the deadline and the failure policy of their handler.
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(15);
    private readonly IReadOnlyList<IAuthenticator> own;
    private readonly IHandlers plugins;
    private readonly TimeProvider time;
    private readonly ILogger<AuthenticatorChain> logger;

    // New at each start only: a client that asks for the same unknown user before and after it may see another salt.
    private static readonly byte[] MockSecret = RandomNumberGenerator.GetBytes(32);

    /// <param name="own">The relay's own, asked first.</param>
    /// <param name="plugins">The plugins, asked next; null when there are none.</param>
    public AuthenticatorChain(IReadOnlyList<IAuthenticator> own, TimeProvider time, ILogger<AuthenticatorChain> logger, IHandlers? plugins = null)
    {
        (this.own, this.time, this.logger, this.plugins) = (own, time, logger, plugins ?? NoHandlers.Instance);
        IReadOnlyList<IAuthenticator> all = [.. own, .. this.plugins.Authenticators];
        IsEmpty = all.Count == 0;
        OffersScram = all.Any(authenticator => authenticator is IScramCredentialSource);
    }

    /// <summary>Whether there was no authenticator when the chain was made, so that AUTH is not offered.</summary>
    public bool IsEmpty { get; }

    /// <summary>Whether an authenticator held SCRAM verifiers when the chain was made.</summary>
    public bool OffersScram { get; }

    internal static ScramVerifier MockVerifier(string user) => ScramKeys.Mock(MockSecret, user);

    internal async ValueTask<SaslStep> CheckAsync(PasswordCredentials credentials, CancellationToken cancellationToken)
    {
        foreach (IAuthenticator authenticator in own)
        {
            if (StepOf(await AskOwnAsync(authenticator, credentials, cancellationToken), credentials) is { } step)
                return step;
        }

        using HandlerLease lease = plugins.Lease();
        foreach (IAuthenticator authenticator in lease.Handlers.Authenticators)
        {
            if (StepOf(await authenticator.AuthenticateAsync(credentials, cancellationToken), credentials) is { } step)
                return step;
        }

        return new SaslStep.Failure("unknown user", credentials.User);
    }

    /// <exception cref="IOException">A source failed or was late.</exception>
    internal async ValueTask<ScramVerifier?> FindVerifierAsync(string user, CancellationToken cancellationToken)
    {
        foreach (IAuthenticator authenticator in own)
        {
            if (authenticator is IScramCredentialSource source && await FindOwnAsync(source, user, cancellationToken) is { } verifier)
                return verifier;
        }

        using HandlerLease lease = plugins.Lease();
        foreach (IAuthenticator authenticator in lease.Handlers.Authenticators)
        {
            if (authenticator is IScramCredentialSource source && await source.FindVerifierAsync(user, cancellationToken) is { } verifier)
                return verifier;
        }

        return null;
    }

    // Null when the next authenticator is to be asked.
    private static SaslStep? StepOf(AuthenticationResult result, PasswordCredentials credentials) => result switch
    {
        AuthenticationResult.Accepted accepted => new SaslStep.Success(accepted.User),
        AuthenticationResult.Denied => new SaslStep.Failure("wrong password", credentials.User),
        AuthenticationResult.Unavailable unavailable => new SaslStep.Unavailable(unavailable.Reason),
        _ => null,
    };

    private async ValueTask<AuthenticationResult> AskOwnAsync(IAuthenticator authenticator, PasswordCredentials credentials,
        CancellationToken cancellationToken)
    {
        try
        {
            return await BoundAsync(token => authenticator.AuthenticateAsync(credentials, token), cancellationToken);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            LogFailed(e, authenticator.GetType().Name);
            return AuthenticationResult.NotNow(Describe(authenticator, e));
        }
    }

    private async ValueTask<ScramVerifier?> FindOwnAsync(IScramCredentialSource source, string user, CancellationToken cancellationToken)
    {
        try
        {
            return await BoundAsync(token => source.FindVerifierAsync(user, token), cancellationToken);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            LogFailed(e, source.GetType().Name);
            throw new IOException(Describe(source, e), e);
        }
    }

    private async ValueTask<T> BoundAsync<T>(Func<CancellationToken, ValueTask<T>> ask, CancellationToken cancellationToken)
    {
        using var late = new CancellationTokenSource(Deadline, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        // The second wait is for an authenticator that ignores the token.
        return await ask(either.Token).AsTask().WaitAsync(either.Token);
    }

    private static string Describe(object authenticator, Exception e) =>
        e is OperationCanceledException ? $"{authenticator.GetType().Name} did not answer in time" : $"{authenticator.GetType().Name} failed";
}
