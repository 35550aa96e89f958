using Microsoft.Extensions.Logging;
using Relay.Core.Settings;
using Relay.Sdk.Tls;

namespace Relay.Core.Tls;

/// <summary>Puts the transport's settings and the policies together: the first policy with an opinion wins, and none can be talked down by a setting.</summary>
/// <remarks>
/// A policy's Encrypt or Verify holds against <c>tls: off</c> too. A policy that throws or is late makes the host unusable: its opinion might have been a must.
/// </remarks>
internal sealed partial class TlsPlanner(TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan PolicyLimit = TimeSpan.FromSeconds(30);

    /// <summary>Decides for one host.</summary>
    public async ValueTask<TlsPlan> PlanAsync(TransportTls setting, IReadOnlyList<ITlsPolicy> policies, TlsTarget target, CancellationToken cancellationToken)
    {
        for (int i = 0; i < policies.Count; i++)
        {
            ITlsPolicy policy = policies[i];
            TlsRequirement requirement = await AskAsync(policy, target, cancellationToken);
            if (Compose(setting, policy, requirement) is not { } plan)
                continue;
            LogDecided(target.HostName, plan.DecidedBy, plan.Required, plan.MustVerify, plan.Reason);
            return plan;
        }

        return Local(setting);
    }

    private static TlsPlan Local(TransportTls setting) => setting switch
    {
        TransportTls.Off => new TlsPlan(false, false, "transport", "off"),
        TransportTls.Required => new TlsPlan(true, true, "transport", "required"),
        TransportTls.Implicit => new TlsPlan(true, true, "transport", "implicit"),
        _ => new TlsPlan(true, false, "transport", "opportunistic"),
    };

    private static TlsPlan? Compose(TransportTls setting, ITlsPolicy policy, TlsRequirement requirement)
    {
        TlsPlan local = Local(setting);
        return requirement switch
        {
            TlsRequirement.Encrypt encrypt => new TlsPlan(true, true, policy.Name, encrypt.Reason),
            TlsRequirement.Verify verify => new TlsPlan(true, true, policy.Name, verify.Reason)
            {
                Verifier = policy,
                MustVerify = true,
                ServerName = verify.ServerName,
                State = verify.State,
            },
            TlsRequirement.TryVerify tried => local with { DecidedBy = policy.Name, Reason = tried.Reason, Verifier = policy, State = tried.State },
            TlsRequirement.SkipHost skip => local with { DecidedBy = policy.Name, Reason = skip.Reason, SkipReason = $"{skip.Reason} ({skip.ResultType})" },
            _ => null,
        };
    }

    private async ValueTask<TlsRequirement> AskAsync(ITlsPolicy policy, TlsTarget target, CancellationToken cancellationToken)
    {
        try
        {
            return await policy.RequireAsync(target, cancellationToken).AsTask().WaitAsync(PolicyLimit, time, cancellationToken);
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            LogPolicyFailed(failure, policy.Name, target.HostName);
            return new TlsRequirement.SkipHost($"the policy {policy.Name} could not say what it requires", "validation-failure");
        }
    }
}
