using Microsoft.Extensions.Logging;
using Relay.Core.Dns;
using Relay.Core.Routing;

namespace Relay.Host.Composition.Services;

/// <summary>Looks now and then whether the resolver validates DNSSEC, when mail is routed by MX records.</summary>
internal sealed class DnssecService(PreparedRelay prepared, TimeProvider time, ILogger<DnssecService> logger, ILogger<DnssecCheck> checkLogger) : SideService(logger)
{
    protected override Task RunAsync(CancellationToken stopping) => prepared.Settings.Routes.Any(route => RouteTable.IsExchangers(route.Via))
        ? new DnssecCheck(prepared.Plugins.Dns, time, checkLogger).RunAsync(stopping)
        : Task.CompletedTask;
}
