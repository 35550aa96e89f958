using Microsoft.Extensions.Logging;
using Relay.Core.Handlers.Answering;
using Relay.Core.Settings;
using Relay.Sdk.Tls;

namespace Relay.Core.Tls;

/// <summary>Asks all policies about a host, all at the same time, and decides.</summary>
internal sealed partial class TlsPlanner(ILogger logger)
{
    /// <summary>Decides for one host.</summary>
    /// <param name="setting">The transport's.</param>
    /// <param name="policies">Of all plugins.</param>
    /// <param name="target">The host.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="OperationCanceledException">The token fired.</exception>
    public async ValueTask<TlsPlan> PlanAsync(TransportTls setting, IReadOnlyList<NamedTlsPolicy> policies, TlsTarget target,
        CancellationToken cancellationToken)
    {
        if (policies.Count == 0)
            return PolicyComposition.Compose(setting, []);
        var asked = new Task<TlsRequirement>[policies.Count];
        for (int i = 0; i < asked.Length; i++)
            asked[i] = policies[i].Policy.RequireAsync(target, cancellationToken).AsTask();
        TlsRequirement[] requirements = await Task.WhenAll(asked);
        TlsPlan plan = PolicyComposition.Compose(setting,
            [.. policies.Zip(requirements, (policy, requirement) => new PolicyAnswer(policy, requirement))]);
        if (logger.IsEnabled(LogLevel.Debug))
            LogDecided(target.HostName, plan.DecidedBy, plan.Required, plan.MustVerify, plan.Reason, OpinionText.Of(plan.Opinions));
        return plan;
    }
}
