using Relay.Core.Scheduling.Entries;
using Relay.Core.Scheduling.Outcomes;
using Relay.Sdk.Replies;
using Relay.Sdk.Spool;

namespace Relay.Core.Scheduling.Administration;

/// <summary>Carries out an operator's commands about queue entries, wherever they are: in the spool, waiting in memory, or in flight.</summary>
public sealed class QueueAdministration
{
    private const int BatchLimit = 500;

    private readonly ISpoolStore spool;
    private readonly EntryFinder finder;
    private readonly OutcomeSettler settler;
    private readonly OutcomeCommitter committer;
    private readonly TimeProvider clock;

    internal QueueAdministration(ISpoolStore spool, EntryFinder finder, OutcomeSettler settler, OutcomeCommitter committer, TimeProvider clock) =>
        (this.spool, this.finder, this.settler, this.committer, this.clock) = (spool, finder, settler, committer, clock);

    /// <summary>Keeps entries from delivery until they are released.</summary>
    public Task<QueueCommandResult> HoldAsync(QueueFilter filter, CancellationToken cancellationToken) =>
        RunAsync(filter, new OperatorOrder.Hold(), static entry => entry.Hold == QueueHold.None, cancellationToken);

    /// <summary>Lets held entries go on at once, quarantined ones included.</summary>
    public Task<QueueCommandResult> ReleaseAsync(QueueFilter filter, CancellationToken cancellationToken) =>
        RunAsync(filter, new OperatorOrder.Release(), static entry => entry.Hold != QueueHold.None, cancellationToken);

    /// <summary>Makes entries due at once, and ends the rests of their destinations. Held entries stay held.</summary>
    public Task<QueueCommandResult> RetryAsync(QueueFilter filter, CancellationToken cancellationToken) =>
        RunAsync(filter, new OperatorOrder.Retry(), static entry => entry.Hold == QueueHold.None, cancellationToken);

    /// <summary>Returns entries to their senders with a failure report.</summary>
    /// <param name="reason">One line for the report.</param>
    public Task<QueueCommandResult> BounceAsync(QueueFilter filter, string reason, CancellationToken cancellationToken)
    {
        string text = string.Concat(reason.Select(static c => char.IsControl(c) ? ' ' : c)).Trim();
        var reply = new SmtpReply(554, "5.0.0", text.Length == 0 ? "Returned by the operator of the relay" : text);
        return RunAsync(filter, new OperatorOrder.Bounce(reply), static _ => true, cancellationToken);
    }

    /// <summary>Drops entries without a report to the sender.</summary>
    public Task<QueueCommandResult> RemoveAsync(QueueFilter filter, CancellationToken cancellationToken) =>
        RunAsync(filter, new OperatorOrder.Remove(), static _ => true, cancellationToken);

    /// <exception cref="IOException">Some of it could not be stored.</exception>
    private async Task<QueueCommandResult> RunAsync(QueueFilter filter, OperatorOrder order, Predicate<QueueEntry> concerned,
        CancellationToken cancellationToken)
    {
        var batch = new QueueCommandBatch(order, finder, settler, committer, clock);
        long matched = 0;
        long skipped = 0;
        await foreach (QueueEntry entry in spool.Queue.ListAsync(filter, cancellationToken))
        {
            matched++;
            if (concerned(entry))
                batch.Add(entry);
            else
                skipped++;
            if (batch.Count >= BatchLimit)
                await batch.RunAsync(cancellationToken);
        }

        await batch.RunAsync(cancellationToken);
        if (batch.Unstored > 0)
        {
            throw new IOException(
                $"{batch.Unstored} of {batch.Changed} changes could not be stored; they are tried again for as long as the relay runs. The log " +
                "says what is wrong with the spool's storage");
        }

        return new QueueCommandResult(matched, batch.Changed, batch.InFlight, skipped + batch.Gone);
    }
}
