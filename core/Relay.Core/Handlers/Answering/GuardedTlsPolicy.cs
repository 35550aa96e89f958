using Relay.Core.Handlers.Guarding;
using Relay.Sdk.Plugins;
using Relay.Sdk.Tls;

namespace Relay.Core.Handlers.Answering;

/// <summary>A TLS policy that cannot fail open: a failure makes the host unusable for the attempt.</summary>
internal sealed class GuardedTlsPolicy(ITlsPolicy? policy, HandlerGuard guard) : ITlsPolicy
{
    public async ValueTask<TlsRequirement> RequireAsync(TlsTarget target, CancellationToken cancellationToken)
    {
        CallResult<TlsRequirement> outcome = await guard
            .CallAsync(policy!, target, static (p, t, token) => p.RequireAsync(t, token), cancellationToken);
        if (outcome.TryGet(out TlsRequirement? requirement, out HandlerFailure? failure))
            return requirement;
        return failure.Policy == FailurePolicy.Ignore
            ? TlsRequirement.None
            : TlsRequirement.SkipHost(failure.Reason, TlsResultTypes.ValidationFailure) with { IsFailure = true };
    }

    // Where verification is required there must be an answer; even Ignore does not make one up.
    public async ValueTask<TlsFinding> VerifyAsync(TlsTarget target, TlsHandshake handshake, CancellationToken cancellationToken)
    {
        CallResult<TlsFinding> outcome = await guard
            .CallAsync(policy!, (target, handshake), static (p, q, token) => p.VerifyAsync(q.target, q.handshake, token), cancellationToken);
        return outcome.TryGet(out TlsFinding? finding, out HandlerFailure? failure) ? finding : TlsFinding.CannotSay(failure.Reason);
    }
}
