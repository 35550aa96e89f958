using Microsoft.Extensions.Logging;
using Relay.Core.Handlers;
using Relay.Sdk.Events;
using Relay.Sdk.Mail;
using Relay.Sdk.Spool;

namespace Relay.Core.Scheduling.Outcomes;

/// <summary>Commits outcomes in batches: what comes in during one commit makes up the next. Nothing that was added is ever dropped.</summary>
/// <remarks>The entries stay claimed until their outcome is stored; what cannot be stored is tried again for as long as it takes, and holds up
/// nothing else.</remarks>
internal sealed partial class OutcomeCommitter
{
    /// <summary>Outcomes that may wait; more than that, and workers wait too.</summary>
    public const int Limit = 4096;

    private const int BatchLimit = 1000;

    // So many failures in a row, and it is the storage that fails, not the outcomes.
    private const int Doubts = 3;

    private readonly ISpoolStore spool;
    private readonly IHandlers handlers;
    private readonly TimeProvider clock;
    private readonly ILogger log;
    private readonly Action<PendingOutcome, SpoolReceipt?> committed;
    private readonly UnstoredOutcomes unstored;
    private readonly Lock gate = new();
    private List<PendingOutcome> pending = [];
    private TaskCompletionSource? room;
    private TaskCompletionSource? empty;
    private readonly Queue<(long Target, TaskCompletionSource Done)> flushes = new();
    private long added;
    private long tried;
    private bool running;
    private int outstanding;
    private long storedAt;

    public OutcomeCommitter(ISpoolStore spool, IHandlers handlers, TimeProvider clock, ILogger log, Action<PendingOutcome, SpoolReceipt?> committed)
    {
        (this.spool, this.handlers, this.clock, this.log, this.committed) = (spool, handlers, clock, log, committed);
        unstored = new UnstoredOutcomes(clock, StoreAsync);
        storedAt = clock.GetTimestamp();
    }

    /// <summary>Outcomes not yet stored.</summary>
    public int Outstanding => Volatile.Read(ref outstanding);

    /// <summary>How long nothing has been stored although something waits; null when nothing waits.</summary>
    public TimeSpan? OldestWait => Outstanding == 0 ? null : clock.GetElapsedTime(Volatile.Read(ref storedAt));

    /// <summary>Takes an outcome over; waits only when too many wait already.</summary>
    public ValueTask AddAsync(PendingOutcome outcome) => Add(outcome) is { } wait ? new ValueTask(wait) : ValueTask.CompletedTask;

    /// <summary>Takes an outcome over.</summary>
    /// <returns>What to wait for when too many wait already; null otherwise.</returns>
    public Task? Add(PendingOutcome outcome)
    {
        Task? wait = null;
        bool start;
        lock (gate)
        {
            pending.Add(outcome);
            added++;
            start = !running;
            running = true;
            if (outstanding == 0)
                storedAt = clock.GetTimestamp();
            if (++outstanding > Limit)
                wait = (room ??= NewSource()).Task;
        }

        if (start)
            _ = DrainAsync();
        return wait;
    }

    /// <summary>Whether what became of an entry could not be stored so far.</summary>
    public bool IsUnstored(long entryId) => unstored.Has(entryId);

    /// <summary>Waits until all is stored.</summary>
    public Task StoredAsync()
    {
        lock (gate)
            return outstanding == 0 ? Task.CompletedTask : (empty ??= NewSource()).Task;
    }

    /// <summary>Waits until all that has been added so far is stored, or could not be and waits to be tried again.</summary>
    public Task FlushAsync()
    {
        lock (gate)
        {
            if (tried == added)
                return Task.CompletedTask;
            TaskCompletionSource done = NewSource();
            flushes.Enqueue((added, done));
            return done.Task;
        }
    }

    private async Task DrainAsync()
    {
        while (true)
        {
            List<PendingOutcome>? batch = null;
            lock (gate)
            {
                if (pending.Count > 0)
                    (batch, pending) = (pending, new List<PendingOutcome>(pending.Count));
                else
                    running = false;
            }

            if (batch is null)
                return;
            int count = batch.Count;
            for (int start = 0; start < count; start += BatchLimit)
                await CommitAsync(count <= BatchLimit ? batch : batch.GetRange(start, Math.Min(BatchLimit, count - start)));
            Tried(count);
        }
    }

    private async Task CommitAsync(List<PendingOutcome> batch)
    {
        // Reports can fail where outcomes do not, as on a full disk: each is committed by itself, so that it holds up nothing else.
        List<PendingOutcome> reports = batch.FindAll(static s => s.Reports.Count > 0);
        if (reports.Count > 0)
            batch.RemoveAll(static s => s.Reports.Count > 0);
        if (batch.Count > 0)
            await StoreAsync(batch);
        if (reports.Count > 0)
            await Task.WhenAll(reports.ConvertAll(StoreWithReportsAsync));
    }

    private async Task StoreAsync(List<PendingOutcome> batch)
    {
        if (await TryStoreAsync(batch) is not { } fault)
            return;

        // The batch failed: store each outcome alone, so that a bad one does not block the rest. Outcomes that were not tried go first the next time.
        var left = new List<PendingOutcome>();
        int next = 0;
        if (batch.Count == 1)
            left.Add(batch[next++]);
        for (int vain = 0; next < batch.Count && vain < Doubts; next++)
        {
            bool failed = await TryStoreAsync([batch[next]]) is not null;
            vain = failed ? vain + 1 : 0;
            if (failed)
                left.Add(batch[next]);
        }

        left.InsertRange(0, batch[next..]);
        LogCommitFailed(fault, left.Count);
        unstored.Add(left);
    }

    private async Task StoreWithReportsAsync(PendingOutcome outcome)
    {
        // Not tried again as it is: its drafts have gone with the commit.
        if (await TryStoreAsync([outcome]) is not { } fault)
            return;
        LogReportNotStored(fault, outcome.Update.Entry.Message.Id);
        await StoreAsync([outcome.WithoutReports!]);
    }

    private async Task<Exception?> TryStoreAsync(List<PendingOutcome> batch)
    {
        SpoolReceipt receipt;
        try
        {
            receipt = await spool.Queue.CommitAsync(Merge(batch), CancellationToken.None);
        }
        catch (ClaimLostException) when (batch.Count == 1)
        {
            // Another relay may have the entry by now, so the outcome of this attempt cannot be reported.
            LogClaimLost(batch[0].Update.Entry.Message.Id, batch[0].Update.Entry.Destination);
            Settled(batch, null);
            return null;
        }
        catch (Exception e)
        {
            return e;
        }

        // Outside of the try: what is stored must not be stored again, whatever happens next.
        Settled(batch, receipt);
        return null;
    }

    private SpoolChange Merge(List<PendingOutcome> batch)
    {
        var updates = new List<EntryUpdate>(batch.Count);
        List<NewMessage>? reports = null;
        List<MessageNotice>? notices = null;
        foreach (PendingOutcome outcome in batch)
        {
            updates.Add(outcome.Update);
            if (outcome.Reports.Count > 0)
                (reports ??= []).AddRange(outcome.Reports);
            if (outcome.Notices.Count > 0)
                (notices ??= []).AddRange(outcome.Notices);
        }

        return new SpoolChange
        {
            Updates = updates,
            Messages = reports ?? [],
            Notices = notices ?? [],
            CompletedAt = handlers.Observes<MessageCompleted>() ? clock.GetUtcNow() : null,
        };
    }

    /// <param name="receipt">Null when nothing was stored, and nothing will be.</param>
    private void Settled(List<PendingOutcome> batch, SpoolReceipt? receipt)
    {
        for (int i = 0; i < batch.Count && receipt is not null; i++)
            Tell(batch[i], i == 0 ? receipt : null);
        TaskCompletionSource? go = null;
        TaskCompletionSource? done = null;
        lock (gate)
        {
            outstanding -= batch.Count;
            storedAt = clock.GetTimestamp();
            if (outstanding <= Limit / 2)
                (go, room) = (room, null);
            if (outstanding == 0)
                (done, empty) = (empty, null);
        }

        go?.TrySetResult();
        done?.TrySetResult();
    }

    private void Tell(PendingOutcome outcome, SpoolReceipt? receipt)
    {
        try
        {
            committed(outcome, receipt);
        }
        catch (Exception e)
        {
            // The next look at the whole queue finds what was not told now.
            LogNotTold(e);
        }
    }

    private void Tried(int count)
    {
        lock (gate)
        {
            tried += count;
            while (flushes.TryPeek(out (long Target, TaskCompletionSource Done) flush) && flush.Target <= tried)
                flushes.Dequeue().Done.TrySetResult();
        }
    }

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    [LoggerMessage(Level = LogLevel.Error, Message = "The outcome of {Count} attempts could not be stored; trying again soon",
        EventName = "scheduling.commit-failed")]
    private partial void LogCommitFailed(Exception e, int count);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The outcome of an attempt for {MessageId} to {Destination} is not stored: the store has " +
        "ended this relay's claim on it. It may be delivered twice", EventName = "scheduling.outcome-claim-lost")]
    private partial void LogClaimLost(MessageId messageId, string destination);

    [LoggerMessage(Level = LogLevel.Error, Message = "An outcome was stored, but what follows from it failed", EventName = "scheduling.not-told")]
    private partial void LogNotTold(Exception e);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A report about {MessageId} could not be stored; it stays owed and is tried again",
        EventName = "scheduling.report-not-stored")]
    private partial void LogReportNotStored(Exception e, MessageId messageId);
}
