using Relay.Sdk.Events;
using Relay.Sdk.Plugins;

namespace Relay.Core.Events;

/// <summary>Says which verdicts a moment takes, and which one a failed handler gets there. Failing never means accepting, unless the policy says Ignore.</summary>
internal static class FailureVerdict
{
    internal static Verdict Of<TMoment>(HandlerFailure failure)
        where TMoment : Moment
    {
        if (failure.Policy == FailurePolicy.Ignore)
            return Verdict.Continue;
        if (typeof(TMoment) == typeof(CertificatePresented))
            return Verdict.RefuseCertificate(failure.Reason);
        if (IsOutbound<TMoment>())
            return Verdict.SkipHost(failure.Reason);
        if (failure.Policy == FailurePolicy.Reject)
            return Verdict.Reject(failure.PermanentReply());
        // RFC 5321 §3.1 and §3.8: what refuses a session for now at the greeting is 421.
        return Verdict.Defer(failure.TemporaryReply(typeof(TMoment) == typeof(ClientConnected) ? 421 : 451));
    }

    internal static bool Takes<TMoment>(Verdict verdict)
        where TMoment : Moment => verdict switch
        {
            Verdict.Continued => true,
            Verdict.CertificateRefused => typeof(TMoment) == typeof(CertificatePresented),
            Verdict.HostSkipped => IsOutbound<TMoment>(),
            Verdict.Deferred or Verdict.Rejected or Verdict.Disconnected => !IsOutbound<TMoment>() && typeof(TMoment) != typeof(CertificatePresented),
            _ => false,
        };

    private static bool IsOutbound<TMoment>() => typeof(TMoment) == typeof(ConnectingToHost) || typeof(TMoment) == typeof(HostGreeted);
}
