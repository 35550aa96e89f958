using Relay.Sdk.Tls;

namespace Relay.Core.Tls;

/// <summary>Puts the findings of all policies that looked together.</summary>
/// <remarks>Each policy that holds with Verify must have found the chain good. Findings of other policies are reported and end nothing.</remarks>
internal static class PolicyFindings
{
    /// <param name="plan">The plan of the connection.</param>
    /// <param name="facts">What the handshake showed.</param>
    /// <param name="findings">One for each of the plan's answers; null where the policy did not look.</param>
    public static HandshakeJudgement Judge(TlsPlan plan, TlsFacts facts, IReadOnlyList<TlsFinding?> findings)
    {
        var opinions = new TlsOpinion[findings.Count];
        TlsFinding.Verified? verified = null;
        TlsOpinion? objecting = null;
        bool byPlugin = false;
        bool must = plan.MustVerify;
        for (int i = 0; i < opinions.Length; i++)
        {
            PolicyAnswer answer = plan.Answers[i];
            opinions[i] = answer.ToOpinion(findings[i]);
            if (answer.MustVerify && opinions[i].Objection is not null)
            {
                // The first objection is told. It is the plugin's alone only if no policy found the chain bad.
                byPlugin = answer.IsOfPlugin && findings[i] is TlsFinding.Indeterminate && (byPlugin || objecting is null);
                objecting ??= opinions[i];
            }
            else if (answer.MustVerify == must)
                verified ??= findings[i] as TlsFinding.Verified;
        }

        facts = facts with { Opinions = opinions };
        return objecting is null
            ? new HandshakeJudgement(verified is null ? facts : facts with { Verified = verified.By, Tlsa = verified.Tlsa }, MayBeUsed: true)
            : new HandshakeJudgement(facts, MayBeUsed: false) { Objection = objecting.Objection, ObjectedBy = objecting.Policy, ByPlugin = byPlugin };
    }
}
