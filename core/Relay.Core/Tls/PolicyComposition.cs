using Relay.Core.Settings;
using Relay.Sdk.Tls;

namespace Relay.Core.Tls;

/// <summary>Makes one plan of the transport's setting and of what all policies said.</summary>
/// <remarks>
/// A policy that could not say what it requires leaves the host out. Otherwise DANE's Verify or SkipHost is final for all other kinds; otherwise the
/// strongest answer holds: SkipHost, Verify, Encrypt, TryVerify. Between equal answers the kind decides which policy is named, then the order of
/// plugins.json; but all policies that say Verify must be satisfied. A setting can add to this and take nothing away: Encrypt and Verify hold against
/// <c>tls: off</c> too.
/// </remarks>
internal static class PolicyComposition
{
    /// <param name="setting">The transport's.</param>
    /// <param name="answers">Of all policies, in the order of plugins.json.</param>
    public static TlsPlan Compose(TransportTls setting, IReadOnlyList<PolicyAnswer> answers)
    {
        TlsPlan own = OfSetting(setting);
        // The kinds are declared in their rank, and OrderBy keeps the order of equals.
        List<PolicyAnswer> opinions = [.. answers.Where(answer => answer.Requirement.Strength > TlsStrength.None)
            .OrderBy(answer => answer.Policy.Kind)];
        if (opinions.Count == 0)
            return own;
        Func<PolicyAnswer, bool> counts = Counting(opinions);
        TlsStrength strongest = opinions.Where(counts).Max(answer => answer.Requirement.Strength);
        if (own.Required && strongest < TlsStrength.Encrypt)
            return own with { Answers = opinions, ServerName = ServerName(opinions) };
        List<PolicyAnswer> told = [.. opinions.Select(answer => answer with { Holds = counts(answer) && answer.Requirement.Strength == strongest })];
        PolicyAnswer winner = told.First(answer => answer.Holds);
        return own with
        {
            Use = own.Use || strongest >= TlsStrength.Encrypt,
            Required = own.Required || strongest >= TlsStrength.Encrypt,
            DecidedBy = winner.Policy.Name,
            Reason = winner.Requirement.Reason,
            SkipReason = winner.Requirement is TlsRequirement.HostSkip skip ? $"{skip.Reason} ({skip.ResultType})" : null,
            ServerName = ServerName(told),
            Answers = told,
        };
    }

    private static TlsPlan OfSetting(TransportTls setting) => setting switch
    {
        TransportTls.Off => new TlsPlan(false, false, "transport", "off"),
        TransportTls.Required => new TlsPlan(true, true, "transport", "required"),
        TransportTls.Implicit => new TlsPlan(true, true, "transport", "implicit"),
        _ => new TlsPlan(true, false, "transport", "opportunistic"),
    };

    // Which answers are weighed at all.
    private static Func<PolicyAnswer, bool> Counting(List<PolicyAnswer> opinions)
    {
        if (opinions.Exists(answer => answer.IsFailure))
            return answer => answer.IsFailure;
        return opinions.Exists(answer => answer.IsFinal) ? answer => answer.Policy.Kind == TlsPolicyKind.Dane : _ => true;
    }

    // A policy that must find the chain good needs the certificate of its name; only without one do those that merely look choose the name.
    private static string? ServerName(List<PolicyAnswer> answers) => answers.Exists(answer => answer.MustVerify)
        ? answers.Where(answer => answer.MustVerify).Select(answer => answer.Verification!.ServerName).FirstOrDefault(name => name is not null)
        : answers.Select(answer => answer.Verification?.ServerName).FirstOrDefault(name => name is not null);
}
