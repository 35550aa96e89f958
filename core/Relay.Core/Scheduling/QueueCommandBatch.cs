using Relay.Sdk.Spool;

namespace Relay.Core.Scheduling;

/// <summary>Applies one order to entries, some at a time.</summary>
internal sealed class QueueCommandBatch(SchedulerContext context, OperatorOrder order)
{
    // An entry can be between places while its last outcome is being stored: it is looked for again after that.
    private const int Rounds = 4;

    private readonly List<QueueEntry> entries = [];
    private readonly HashSet<string> destinations = [];

    public int Count => entries.Count;

    public long Changed { get; private set; }

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
            if (round == Rounds)
            {
                Gone += left.Count;
                break;
            }

            await context.Committer.FlushAsync().WaitAsync(cancellationToken);
            entries.AddRange(left);
        }

        if (order is OperatorOrder.Retry)
        {
            foreach (string destination in destinations)
                context.Find(destination)?.EndRest();
        }

        destinations.Clear();
    }

    private async ValueTask<bool> TryApplyAsync(QueueEntry entry, CancellationToken cancellationToken)
    {
        Destination? destination = context.Find(entry.Destination);
        destinations.Add(entry.Destination);
        Waiting item = default;
        OrderPlace place = destination?.Place(entry.EntryId, order, out item) ?? OrderPlace.Elsewhere;
        if (place == OrderPlace.InFlight)
        {
            InFlight++;
            return true;
        }

        if (place == OrderPlace.Elsewhere && !context.Suspects.TryWithdraw(entry.EntryId, out item))
        {
            ClaimedEntry? claimed = await context.Spool.ClaimAsync(entry.EntryId, cancellationToken);
            if (claimed is null)
                return false;
            item = new Waiting(claimed, 0);
        }

        await context.Settler.SettleAsync(item, new RecipientResult[item.Entry.Recipients.Count], order);
        Changed++;
        return true;
    }
}
