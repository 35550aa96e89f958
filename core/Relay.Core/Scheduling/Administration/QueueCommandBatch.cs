using Relay.Core.Scheduling.Entries;
using Relay.Core.Scheduling.Outcomes;
using Relay.Sdk.Spool;

namespace Relay.Core.Scheduling.Administration;

/// <summary>Applies one order to entries, some at a time.</summary>
internal sealed class QueueCommandBatch(OperatorOrder order, EntryFinder finder, OutcomeSettler settler, OutcomeCommitter committer,
    TimeProvider clock)
{
    // An entry is out of reach for moments: on its way from the spool to its destination, in the sweep's hands, while its outcome is being written.
    private const int Rounds = 100;
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(20);

    private readonly List<QueueEntry> entries = [];
    private readonly HashSet<string> destinations = [];
    private readonly List<long> changed = [];

    public int Count => entries.Count;

    public long Changed { get; private set; }

    /// <summary>Those of the changed that could not be stored so far.</summary>
    public long Unstored { get; private set; }

    public long InFlight { get; private set; }

    public long Gone { get; private set; }

    public void Add(QueueEntry entry) => entries.Add(entry);

    /// <summary>Applies the order to what was added, and forgets it.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        for (int round = 0; entries.Count > 0; round++)
        {
            var left = new List<QueueEntry>();
            foreach (QueueEntry entry in entries)
            {
                if (!await TryApplyAsync(entry, cancellationToken))
                    left.Add(entry);
            }

            entries.Clear();
            if (left.Count == 0)
                break;
            await committer.FlushAsync().WaitAsync(cancellationToken);
            if (round > 0)
                await Task.Delay(Moment, clock, cancellationToken);
            foreach (QueueEntry entry in left)
            {
                if (round < Rounds && !committer.IsUnstored(entry.EntryId) && await finder.FindAsync(entry, cancellationToken) is { } found)
                    entries.Add(found);
                else
                    Gone++;
            }
        }

        await committer.FlushAsync().WaitAsync(cancellationToken);
        Unstored += changed.Count(committer.IsUnstored);
        changed.Clear();
        if (order is OperatorOrder.Retry)
        {
            foreach (string destination in destinations)
                finder.EndRest(destination);
        }

        destinations.Clear();
    }

    private async ValueTask<bool> TryApplyAsync(QueueEntry entry, CancellationToken cancellationToken)
    {
        destinations.Add(entry.Destination);
        (EntryLocation location, ClaimedItem item) = await finder.TakeAsync(entry, order, cancellationToken);
        if (location == EntryLocation.Elsewhere)
            return false;
        if (location == EntryLocation.InFlight)
        {
            InFlight++;
            return true;
        }

        await settler.SettleUntouchedAsync(item, order);
        changed.Add(entry.EntryId);
        Changed++;
        return true;
    }
}
