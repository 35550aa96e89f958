using Relay.Sdk.Plugins;
using Relay.Sdk.Tls;

namespace Relay.Core.Handlers;

/// <summary>A TLS policy that cannot fail open: a failure makes the host unusable for the attempt.</summary>
internal sealed class GuardedTlsPolicy : ITlsPolicy
{
    // RFC 8460 §4.3.2.3: the type for what no other type covers.
    private const string ResultType = "validation-failure";
    private readonly ITlsPolicy? policy;
    private readonly HandlerGuard guard;

    internal GuardedTlsPolicy(ITlsPolicy? policy, HandlerGuard guard)
    {
        (this.policy, this.guard) = (policy, guard);
        Name = policy?.Name ?? guard.Identity.Plugin;
    }

    public string Name { get; }

    /// <summary>The fixed order of the policies that have an RFC; all others come after them.</summary>
    internal int Rank => Name switch
    {
        "dane" => 0,
        "sts" or "mta-sts" => 1,
        _ => 2,
    };

    public async ValueTask<TlsRequirement> RequireAsync(TlsTarget target, CancellationToken cancellationToken)
    {
        Outcome<TlsRequirement> outcome = await guard
            .CallAsync(policy!, target, static (p, t, token) => p.RequireAsync(t, token), SoundAnswer.FaultOf, cancellationToken)
            .ConfigureAwait(false);
        if (outcome.TryGet(out TlsRequirement? requirement, out HandlerFailure? failure))
            return requirement;
        return failure.Policy == FailurePolicy.Ignore ? TlsRequirement.None : new TlsRequirement.SkipHost(failure.Reason, ResultType);
    }

    // Whoever required verification asked for an answer; even Ignore does not make one up.
    public async ValueTask<TlsFinding> VerifyAsync(TlsTarget target, TlsHandshake handshake, CancellationToken cancellationToken)
    {
        Outcome<TlsFinding> outcome = await guard
            .CallAsync(policy!, (target, handshake), static (p, q, token) => p.VerifyAsync(q.target, q.handshake, token), SoundAnswer.FaultOf, cancellationToken)
            .ConfigureAwait(false);
        return outcome.TryGet(out TlsFinding? finding, out HandlerFailure? failure) ? finding : new TlsFinding.Indeterminate(failure.Reason);
    }
}
