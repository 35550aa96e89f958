using Relay.Core.Scheduling;
using Relay.Sdk.Spool;

namespace Relay.Host.Queue;

/// <summary>Hands a change to the scheduler.</summary>
internal static class QueueChanges
{
    /// <param name="reason">For the report of a bounce; empty for the usual words.</param>
    public static Task<QueueCommandResult> ApplyAsync(
        this QueueAdministration queue, QueueChange change, QueueFilter filter, string reason, CancellationToken cancellationToken) => change switch
        {
            QueueChange.Hold => queue.HoldAsync(filter, cancellationToken),
            QueueChange.Release => queue.ReleaseAsync(filter, cancellationToken),
            QueueChange.Retry => queue.RetryAsync(filter, cancellationToken),
            QueueChange.Bounce => queue.BounceAsync(filter, reason, cancellationToken),
            _ => queue.RemoveAsync(filter, cancellationToken),
        };
}
