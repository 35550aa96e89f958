using Microsoft.Extensions.Logging;
using Relay.Core.Scheduling.Destinations;
using Relay.Core.Scheduling.Entries;
using Relay.Core.Scheduling.Outcomes;
using Relay.Sdk.Mail;
using Relay.Sdk.Spool;

namespace Relay.Core.Scheduling.Administration;

/// <summary>Applies one order to entries, some at a time.</summary>
internal sealed partial class QueueCommandBatch(SchedulerContext context, OperatorOrder order)
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
            await context.Committer.FlushAsync().WaitAsync(cancellationToken);
            if (round > 0)
                await Task.Delay(Moment, context.Clock, cancellationToken);
            foreach (QueueEntry entry in left)
            {
                if (round < Rounds && !context.Committer.IsUnstored(entry.EntryId) && await FindAsync(entry, cancellationToken) is { } found)
                    entries.Add(found);
                else
                    Gone++;
            }
        }

        await context.Committer.FlushAsync().WaitAsync(cancellationToken);
        Unstored += changed.Count(context.Committer.IsUnstored);
        changed.Clear();
        if (order is OperatorOrder.Retry)
        {
            foreach (string destination in destinations)
                context.Find(destination)?.EndRest();
        }

        destinations.Clear();
    }

    /// <summary>The entry as it is by now, perhaps of another destination; null when it has left the queue.</summary>
    private async ValueTask<QueueEntry?> FindAsync(QueueEntry entry, CancellationToken cancellationToken)
    {
        await foreach (QueueEntry one in context.Spool.Queue.ListAsync(new QueueFilter { MessageId = entry.Message.Id }, cancellationToken))
        {
            if (one.EntryId == entry.EntryId)
                return one;
        }

        return null;
    }

    private async ValueTask<bool> TryApplyAsync(QueueEntry entry, CancellationToken cancellationToken)
    {
        Destination? destination = context.Find(entry.Destination);
        destinations.Add(entry.Destination);
        ClaimedItem item = default;
        EntryLocation place = destination?.Place(entry.EntryId, order, out item) ?? EntryLocation.Elsewhere;
        if (place == EntryLocation.InFlight)
        {
            InFlight++;
            return true;
        }

        if (place == EntryLocation.Elsewhere && !context.Suspects.TryWithdraw(entry.EntryId, out item))
        {
            ClaimedEntry? claimed = await context.Spool.Queue.ClaimAsync(entry.EntryId, cancellationToken);
            if (claimed is null)
                return false;
            item = new ClaimedItem(claimed, 0);
        }

        await context.Settler.SettleAsync(item, new RecipientResult[item.Entry.Recipients.Count], order);
        changed.Add(entry.EntryId);
        Changed++;
        LogOrder(entry);
        return true;
    }

    // What is returned or removed has a line as mail that failed or was removed.
    private void LogOrder(QueueEntry entry)
    {
        if (order is OperatorOrder.Hold)
            LogHeld(context.Log, entry.Message.Id, entry.Destination);
        else if (order is OperatorOrder.Release)
            LogReleased(context.Log, entry.Message.Id, entry.Destination);
        else if (order is OperatorOrder.Retry)
            LogHurried(context.Log, entry.Message.Id, entry.Destination);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "held {MessageId} for {Destination} by an operator", EventName = "scheduling.held")]
    private static partial void LogHeld(ILogger logger, MessageId messageId, string destination);

    [LoggerMessage(Level = LogLevel.Information, Message = "released {MessageId} for {Destination} by an operator", EventName = "scheduling.released")]
    private static partial void LogReleased(ILogger logger, MessageId messageId, string destination);

    [LoggerMessage(Level = LogLevel.Information, Message = "{MessageId} for {Destination} is tried again at once, as an operator wishes", EventName = "scheduling.hurried")]
    private static partial void LogHurried(ILogger logger, MessageId messageId, string destination);
}
