using Microsoft.Extensions.Logging;
using Relay.Core.Dns;
using Relay.Core.Routing;

namespace Relay.Host.Composition.Services;

/// <summary>Checks every quarter of an hour whether the resolver validates DNSSEC, when mail is routed by MX records.</summary>
internal sealed class DnssecService(PreparedRelay prepared, TimeProvider time, ILogger<DnssecService> logger, ILogger<DnssecCheck> checkLogger)
    : SideService(logger)
{
    private volatile DnssecCheck? check;

    /// <summary>What the last check found; null when no mail is routed by MX records.</summary>
    public DnssecHealth? Health => check?.Health;

    protected override Task RunAsync(CancellationToken stopping)
    {
        if (!prepared.Settings.Routes.Any(route => RouteTable.IsExchangers(route.Via)))
            return Task.CompletedTask;
        var made = new DnssecCheck(prepared.Plugins.Dns, time, checkLogger);
        check = made;
        return made.RunAsync(stopping);
    }
}
