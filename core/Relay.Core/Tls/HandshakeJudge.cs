using Microsoft.Extensions.Logging;
using Relay.Core.Handlers;
using Relay.Sdk.Events;
using Relay.Sdk.Tls;

namespace Relay.Core.Tls;

/// <summary>Has a finished handshake judged: by the handlers of <c>tls:cert</c> and by each policy that asked to look.</summary>
/// <remarks>Where verification is a must, a refusal ends the connection; elsewhere the connection goes on and counts as not verified.</remarks>
internal sealed partial class HandshakeJudge(IHandlers handlers, ILogger logger)
{
    private const string CertificateEvent = "tls:cert";

    /// <summary>Whether anybody will look at the certificates.</summary>
    public bool WantsChain(TlsPlan plan) => plan.IsLookedAt || handlers.Decides<CertificatePresented>();

    /// <summary>Judges.</summary>
    public async ValueTask<HandshakeJudgement> JudgeAsync(
        TlsPlan plan, TlsTarget target, HostFacts host, TlsHandshake handshake, CancellationToken cancellationToken)
    {
        TlsFacts facts = handshake.Facts with { DecidedBy = plan.DecidedBy, Opinions = plan.Opinions };
        string? objection = await PresentAsync(host, handshake, cancellationToken);
        if (objection is not null)
            LogNotVerified(host.Name, host.EndPoint, CertificateEvent, objection);
        if (objection is not null && plan.MustVerify)
            return new HandshakeJudgement(facts, MayBeUsed: false) { Objection = objection, ObjectedBy = CertificateEvent };
        if (!plan.IsLookedAt)
            return new HandshakeJudgement(facts, MayBeUsed: true);
        TlsFinding?[] findings = await LookAsync(plan, target, handshake, cancellationToken);
        LogObjections(plan, host, findings);
        HandshakeJudgement judgement = PolicyFindings.Judge(plan, facts, findings);
        return objection is null ? judgement : judgement with { Facts = judgement.Facts with { Verified = "no", Tlsa = null } };
    }

    // The certificate nearest to the root comes first, as in Exim's tls:cert.
    private async ValueTask<string?> PresentAsync(HostFacts host, TlsHandshake handshake, CancellationToken cancellationToken)
    {
        if (!handlers.Decides<CertificatePresented>())
            return null;
        for (int i = handshake.Chain.Count - 1; i >= 0; i--)
        {
            var moment = new CertificatePresented { Certificate = handshake.Chain[i], Host = host };
            if (await handlers.DecideCertificateAsync(moment, cancellationToken) is CertificateVerdict.Refused refused)
                return refused.Reason;
        }

        return null;
    }

    // All at the same time; null for a policy that does not look.
    private static async ValueTask<TlsFinding?[]> LookAsync(TlsPlan plan, TlsTarget target, TlsHandshake handshake, CancellationToken cancellationToken)
    {
        var asked = new Task<TlsFinding>?[plan.Answers.Count];
        for (int i = 0; i < asked.Length; i++)
        {
            if (plan.Answers[i] is { Verification: { } verification } answer)
                asked[i] = answer.Policy.Policy.VerifyAsync(target, handshake with { State = verification.State }, cancellationToken).AsTask();
        }

        var findings = new TlsFinding?[asked.Length];
        for (int i = 0; i < asked.Length; i++)
            findings[i] = asked[i] is { } pending ? await pending : null;
        return findings;
    }

    private void LogObjections(TlsPlan plan, HostFacts host, TlsFinding?[] findings)
    {
        for (int i = 0; i < findings.Length; i++)
        {
            if (FindingText.Objection(findings[i]) is { } reason)
                LogNotVerified(host.Name, host.EndPoint, plan.Answers[i].Policy.Name, reason);
        }
    }
}
