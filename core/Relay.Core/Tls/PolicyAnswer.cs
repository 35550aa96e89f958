using Relay.Core.Handlers.Answering;
using Relay.Sdk.Tls;

namespace Relay.Core.Tls;

/// <summary>What one policy said about a host before the connection.</summary>
/// <param name="Policy">The policy.</param>
/// <param name="Requirement">Its answer.</param>
internal sealed record PolicyAnswer(NamedTlsPolicy Policy, TlsRequirement Requirement)
{
    /// <summary>Whether it decides, or must be satisfied besides the answer that does.</summary>
    public bool Holds { get; init; }

    /// <summary>What it wants to look at; null when it does not look.</summary>
    public TlsRequirement.Verification? Verification => Requirement as TlsRequirement.Verification;

    /// <summary>Whether the connection is of no use unless this policy finds the chain good.</summary>
    public bool MustVerify => Holds && Requirement.Strength == TlsStrength.Verify;

    /// <summary>Whether it is final for policies of other kinds: DANE with usable records (RFC 7672 §2.2), or DANE that must not be tried.</summary>
    public bool IsFinal => Policy.Kind == TlsPolicyKind.Dane && Requirement.Strength >= TlsStrength.Verify;

    /// <summary>Whether the policy could not find out what it requires.</summary>
    public bool IsFailure => Requirement is TlsRequirement.HostSkip { IsFailure: true };

    /// <summary>Whether a plugin gave it, and not the relay's own policy for logins.</summary>
    public bool IsOfPlugin => Policy.Policy is not VerifiedLogin;

    /// <summary>As the log and the events tell it.</summary>
    /// <param name="finding">What it found at the handshake; null when it did not look.</param>
    public TlsOpinion ToOpinion(TlsFinding? finding = null) => new()
    {
        Policy = Policy.Name,
        Kind = Policy.Kind,
        Requirement = Requirement.Strength,
        Reason = Requirement.Reason,
        Holds = Holds,
        Finding = finding switch
        {
            null => null,
            TlsFinding.Verified => "verified",
            TlsFinding.Failed => "failed",
            _ => "indeterminate",
        },
        Objection = FindingText.Objection(finding),
        ResultType = finding is TlsFinding.Failed failed ? failed.ResultType : (Requirement as TlsRequirement.HostSkip)?.ResultType,
    };
}
