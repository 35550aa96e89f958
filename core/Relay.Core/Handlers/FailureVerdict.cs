using Relay.Sdk.Events;
using Relay.Sdk.Plugins;

namespace Relay.Core.Handlers;

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

    /// <summary>Whether the verdict can stand at the moment. Its constructors can be called past the factories: a refusal with a positive reply, or with none, is no refusal.</summary>
    internal static bool Takes<TMoment>(Verdict verdict)
        where TMoment : Moment => verdict switch
        {
            Verdict.Continued => true,
            Verdict.CertificateRefused refused => typeof(TMoment) == typeof(CertificatePresented) && refused.Reason is not null,
            Verdict.HostSkipped skipped => IsOutbound<TMoment>() && skipped.Reason is not null,
            Verdict.Deferred deferred => IsInbound<TMoment>() && deferred.Reply is { IsTransient: true },
            Verdict.Rejected rejected => IsInbound<TMoment>() && rejected.Reply is { IsPermanent: true },
            Verdict.Disconnected disconnected => IsInbound<TMoment>() && disconnected.Reply is { IsPositive: false },
            _ => false,
        };

    private static bool IsInbound<TMoment>() => !IsOutbound<TMoment>() && typeof(TMoment) != typeof(CertificatePresented);

    private static bool IsOutbound<TMoment>() => typeof(TMoment) == typeof(ConnectingToHost) || typeof(TMoment) == typeof(HostGreeted);
}
