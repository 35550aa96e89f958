using Relay.Core.Handlers.Guarding;
using Relay.Sdk.Authentication;
using Relay.Sdk.Plugins;

namespace Relay.Core.Handlers.Answering;

/// <summary>An authenticator that holds SCRAM verifiers too.</summary>
internal sealed class GuardedScramAuthenticator(IAuthenticator authenticator, IScramCredentialSource source, HandlerGuard guard)
    : GuardedAuthenticator(authenticator, guard), IScramCredentialSource
{
    public async ValueTask<ScramVerifier?> FindVerifierAsync(string user, CancellationToken cancellationToken)
    {
        // "Not known here" is an answer, so null may not look like a missing one.
        CallResult<(ScramVerifier? Verifier, bool)> outcome = await Guard
            .CallAsync(
                source,
                user,
                static async (s, u, token) => (await s.FindVerifierAsync(u, token), true),
                cancellationToken);
        if (outcome.TryGet(out (ScramVerifier? Verifier, bool) found, out HandlerFailure? failure))
            return found.Verifier;
        return failure.Policy == FailurePolicy.Ignore ? null : throw new IOException(failure.Reason);
    }
}
