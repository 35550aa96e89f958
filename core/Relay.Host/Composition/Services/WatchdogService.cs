using Microsoft.Extensions.Logging;

namespace Relay.Host.Composition.Services;

/// <summary>Tells a service manager that watches the relay (sd_watchdog_enabled(3)) that it lives: twice in the time that is allowed.</summary>
internal sealed class WatchdogService(TimeProvider time, ILogger<WatchdogService> logger) : SideService(logger)
{
    protected override async Task RunAsync(CancellationToken stopping)
    {
        if (ServiceNotice.WatchdogTime is not { } allowed)
            return;
        using var timer = new PeriodicTimer(allowed / 2, time);
        while (await timer.WaitForNextTickAsync(stopping))
            ServiceNotice.Alive();
    }
}
