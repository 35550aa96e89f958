using Relay.Core.Handlers.Guarding;
using Relay.Sdk.Authentication;
using Relay.Sdk.Plugins;

namespace Relay.Core.Handlers.Answering;

/// <summary>An authenticator that cannot fail: a failure becomes Unavailable, or what its policy says.</summary>
internal class GuardedAuthenticator(IAuthenticator? authenticator, HandlerGuard guard) : IAuthenticator
{
    private protected HandlerGuard Guard => guard;

    public async ValueTask<AuthenticationResult> AuthenticateAsync(PasswordCredentials credentials, CancellationToken cancellationToken)
    {
        CallResult<AuthenticationResult> outcome = await guard
            .CallAsync(authenticator!, credentials, static (a, c, token) => a.AuthenticateAsync(c, token), cancellationToken);
        if (outcome.TryGet(out AuthenticationResult? result, out HandlerFailure? failure))
            return result;
        return failure.Policy switch
        {
            FailurePolicy.Ignore => AuthenticationResult.NotKnown,
            FailurePolicy.Reject => AuthenticationResult.Deny,
            _ => AuthenticationResult.NotNow(failure.Reason),
        };
    }
}
