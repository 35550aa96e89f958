using Microsoft.Extensions.Logging;
using Relay.Core.Handlers;
using Relay.Sdk.Events;
using Relay.Sdk.Tls;

namespace Relay.Core.Tls;

/// <summary>Has a finished handshake judged: by the handlers of <c>tls:cert</c> and by the policy that won.</summary>
/// <remarks>Where verification is a must, a refusal ends the connection; elsewhere the connection goes on and counts as not verified.</remarks>
internal sealed partial class HandshakeJudge(IHandlers handlers, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan PolicyLimit = TimeSpan.FromSeconds(30);

    /// <summary>Whether anybody will look at the certificates.</summary>
    public bool WantsChain(TlsPlan plan) => plan.Verifier is not null || handlers.Decides<CertificatePresented>();

    /// <summary>Judges.</summary>
    public async ValueTask<HandshakeJudgement> JudgeAsync(
        TlsPlan plan, TlsTarget target, HostFacts host, TlsHandshake handshake, CancellationToken cancellationToken)
    {
        HandshakeJudgement judgement = await PresentAsync(host, handshake, cancellationToken);
        if (judgement.Objection is null && plan.Verifier is { } verifier)
            judgement = await VerifyAsync(verifier, target, handshake, cancellationToken);
        if (judgement.Objection is not { } objection)
            return judgement;
        LogNotVerified(host.Name, host.EndPoint, plan.DecidedBy, objection);
        return judgement with { MayBeUsed = judgement.MayBeUsed && !plan.MustVerify };
    }

    // The certificate nearest to the root comes first, as in Exim's tls:cert.
    private async ValueTask<HandshakeJudgement> PresentAsync(HostFacts host, TlsHandshake handshake, CancellationToken cancellationToken)
    {
        var good = new HandshakeJudgement(handshake.Facts, null, MayBeUsed: true);
        if (!handlers.Decides<CertificatePresented>())
            return good;
        for (int i = handshake.Chain.Count - 1; i >= 0; i--)
        {
            var moment = new CertificatePresented { Certificate = handshake.Chain[i], Host = host };
            switch (await handlers.DecideAsync(moment, cancellationToken))
            {
                case Verdict.Continued:
                    continue;
                case Verdict.CertificateRefused refused:
                    return good with { Objection = refused.Reason };
                case Verdict.HostSkipped skipped:
                    return good with { Objection = skipped.Reason, MayBeUsed = false };
                default:
                    return good with { Objection = "a handler of the certificate failed", MayBeUsed = false };
            }
        }

        return good;
    }

    private async ValueTask<HandshakeJudgement> VerifyAsync(
        ITlsPolicy policy, TlsTarget target, TlsHandshake handshake, CancellationToken cancellationToken)
    {
        TlsFinding finding;
        try
        {
            finding = await policy.VerifyAsync(target, handshake, cancellationToken).AsTask().WaitAsync(PolicyLimit, time, cancellationToken);
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            LogPolicyFailed(failure, policy.Name, target.HostName);
            finding = new TlsFinding.Indeterminate($"the policy {policy.Name} failed");
        }

        return finding switch
        {
            TlsFinding.Verified verified => new HandshakeJudgement(handshake.Facts with { Verified = verified.By }, null, true),
            TlsFinding.Failed failed => new HandshakeJudgement(handshake.Facts, $"{failed.Reason} ({failed.ResultType})", true),
            TlsFinding.Indeterminate indeterminate => new HandshakeJudgement(handshake.Facts, indeterminate.Reason, true),
            _ => new HandshakeJudgement(handshake.Facts, "no finding", true),
        };
    }
}
