using Relay.Core.Scheduling.Administration;
using Relay.Sdk.Spool;

namespace Relay.Host.Queue;

/// <summary>The names of the changes, and handing one to the scheduler.</summary>
internal static class QueueChanges
{
    /// <summary>Reads the name of a change as commands and the admin endpoint write it: in lower case, and nothing else.</summary>
    public static bool TryParse(string name, out QueueChange change)
    {
        foreach (QueueChange known in Enum.GetValues<QueueChange>())
        {
            change = known;
            if (known.Name() == name)
                return true;
        }

        change = default;
        return false;
    }

    public static string Name(this QueueChange change) => change.ToString().ToLowerInvariant();

    /// <param name="reason">For the report of a bounce; empty for the usual words.</param>
    public static Task<QueueCommandResult> ApplyAsync(
        this QueueAdministration queue, QueueChange change, QueueFilter filter, string reason, CancellationToken cancellationToken) => change switch
        {
            QueueChange.Hold => queue.HoldAsync(filter, cancellationToken),
            QueueChange.Release => queue.ReleaseAsync(filter, cancellationToken),
            QueueChange.Retry => queue.RetryAsync(filter, cancellationToken),
            QueueChange.Bounce => queue.BounceAsync(filter, reason, cancellationToken),
            QueueChange.Remove => queue.RemoveAsync(filter, cancellationToken),
            _ => throw new ArgumentOutOfRangeException(nameof(change), change, "no change of the queue"),
        };
}
