using Microsoft.Extensions.Logging;
using Relay.Core.Scheduling.Upkeep;

namespace Relay.Host.Composition.Services;

/// <summary>Hears of mail that other relays put into a shared store; the relay's own spool has no other relay.</summary>
internal sealed class SharedQueueService(
    SpoolService spool, MailService mail, TimeProvider time, ILogger<SharedQueueService> logger, ILogger<SharedQueueWatch> watchLogger)
        : SideService(logger)
{
    protected override Task RunAsync(CancellationToken stopping) =>
        spool.Store.Watch is { } watch ? new SharedQueueWatch(watch, mail.Scheduler, time, watchLogger).RunAsync(stopping) : Task.CompletedTask;
}
