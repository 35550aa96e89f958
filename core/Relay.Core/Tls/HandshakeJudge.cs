using Microsoft.Extensions.Logging;
using Relay.Sdk.Events;
using Relay.Sdk.Tls;

namespace Relay.Core.Tls;

/// <summary>Has a finished handshake judged by each policy that asked to look.</summary>
/// <remarks>Where verification is a must, a refusal ends the connection; elsewhere the connection goes on and counts as not verified.</remarks>
internal sealed partial class HandshakeJudge(ILogger logger)
{
    private const string CertificateEvent = "tls:cert";

    /// <summary>Judges.</summary>
    /// <param name="objection">What the handlers of <c>tls:cert</c> have against a certificate; null for nothing.</param>
    public async ValueTask<HandshakeJudgement> JudgeAsync(
        TlsPlan plan, TlsTarget target, HostFacts host, TlsHandshake handshake, CertificateVerdict.Refused? objection,
        CancellationToken cancellationToken)
    {
        TlsFacts facts = handshake.Facts with { DecidedBy = plan.DecidedBy, Opinions = plan.Opinions };
        if (objection is not null)
            LogNotVerified(host.Name, host.EndPoint, objection.By ?? CertificateEvent, objection.Reason);
        if (objection is not null && plan.MustVerify)
            return new HandshakeJudgement(facts, MayBeUsed: false) { Objection = objection.Reason, ObjectedBy = CertificateEvent, ByPlugin = true };
        if (!plan.IsLookedAt)
            return new HandshakeJudgement(facts, MayBeUsed: true);
        TlsFinding?[] findings = await LookAsync(plan, target, handshake, cancellationToken);
        LogObjections(plan, host, findings);
        HandshakeJudgement judgement = PolicyFindings.Judge(plan, facts, findings);
        return objection is null ? judgement : judgement with { Facts = judgement.Facts with { Verified = "no", Tlsa = null } };
    }

    // All at the same time; null for a policy that does not look.
    private static async ValueTask<TlsFinding?[]> LookAsync(TlsPlan plan, TlsTarget target, TlsHandshake handshake,
        CancellationToken cancellationToken)
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
