using Microsoft.Extensions.Logging;
using Relay.Core.Events;
using Relay.Sdk.Events;
using Relay.Sdk.Mail;
using Relay.Sdk.Spool;

namespace Relay.Core.Scheduling;

/// <summary>Commits settlements in batches: what comes in during one commit makes up the next. Nothing that was added is ever dropped.</summary>
/// <remarks>The entries stay claimed until their outcome is stored; a commit that fails is repeated for as long as it takes.</remarks>
internal sealed partial class OutcomeCommitter(
    ISpoolStore spool, IHandlers handlers, TimeProvider clock, ILogger log, Action<Settlement, SpoolReceipt?> committed)
{
    /// <summary>Settlements that may wait; more than that, and lanes wait too.</summary>
    public const int Limit = 4096;

    private const int BatchLimit = 1000;
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LastDelay = TimeSpan.FromSeconds(30);

    private readonly Lock gate = new();
    private List<Settlement> pending = [];
    private TaskCompletionSource? room;
    private readonly Queue<(long Target, TaskCompletionSource Done)> flushes = new();
    private long added;
    private long stored;
    private bool running;
    private int outstanding;
    private long storedAt = clock.GetTimestamp();

    /// <summary>Settlements not yet stored.</summary>
    public int Outstanding => Volatile.Read(ref outstanding);

    /// <summary>How long nothing has been stored although something waits; null when nothing waits.</summary>
    public TimeSpan? OldestWait => Outstanding == 0 ? null : clock.GetElapsedTime(Volatile.Read(ref storedAt));

    /// <summary>Takes a settlement over; waits only when too many wait already.</summary>
    public ValueTask AddAsync(Settlement settlement) => Add(settlement) is { } wait ? new ValueTask(wait) : ValueTask.CompletedTask;

    /// <summary>Takes a settlement over.</summary>
    /// <returns>What to wait for when too many wait already; null otherwise.</returns>
    public Task? Add(Settlement settlement)
    {
        Task? wait = null;
        bool start;
        lock (gate)
        {
            pending.Add(settlement);
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

    /// <summary>Waits until all that has been added so far is stored.</summary>
    public Task FlushAsync()
    {
        lock (gate)
        {
            if (stored == added)
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
            List<Settlement>? batch = null;
            lock (gate)
            {
                if (pending.Count > 0)
                    (batch, pending) = (pending, new List<Settlement>(pending.Count));
                else
                    running = false;
            }

            if (batch is null)
                return;
            int count = batch.Count;
            for (int start = 0; start < count; start += BatchLimit)
                await CommitAsync(count <= BatchLimit ? batch : batch.GetRange(start, Math.Min(BatchLimit, count - start)));
            Stored(count);
        }
    }

    private async Task CommitAsync(List<Settlement> batch)
    {
        // Reports can fail where outcomes do not, as on a full disk: each is committed by itself, so that it holds up nothing else.
        List<Settlement> reports = batch.FindAll(static s => s.Reports.Count > 0);
        if (reports.Count > 0)
            batch.RemoveAll(static s => s.Reports.Count > 0);
        if (batch.Count > 0)
            await StoreAsync(batch);
        if (reports.Count > 0)
            await Task.WhenAll(reports.ConvertAll(StoreWithReportsAsync));
    }

    private async Task StoreAsync(List<Settlement> batch)
    {
        for (TimeSpan delay = FirstDelay; await TryStoreAsync(batch) is { } fault; delay = delay * 2 < LastDelay ? delay * 2 : LastDelay)
        {
            LogCommitFailed(fault, batch.Count, delay);

            // One settlement that cannot be stored shall not keep the others from it.
            if (batch.Count > 1)
            {
                foreach (Settlement settlement in batch)
                    await StoreAsync([settlement]);
                return;
            }

            await Task.Delay(delay, clock);
        }
    }

    private async Task StoreWithReportsAsync(Settlement settlement)
    {
        // Not tried again as it is: its drafts have gone with the commit.
        if (await TryStoreAsync([settlement]) is not { } fault)
            return;
        LogReportNotStored(fault, settlement.Update.Entry.Message.Id);
        await StoreAsync([settlement.WithoutReports!]);
    }

    private async Task<Exception?> TryStoreAsync(List<Settlement> batch)
    {
        SpoolReceipt receipt;
        try
        {
            receipt = await spool.CommitAsync(Merge(batch), CancellationToken.None);
        }
        catch (Exception e)
        {
            return e;
        }

        // Outside of the try: what is stored must not be stored again, whatever happens next.
        Settled(batch, receipt);
        return null;
    }

    private SpoolChange Merge(List<Settlement> batch)
    {
        var updates = new List<EntryUpdate>(batch.Count);
        List<NewMessage>? reports = null;
        List<Notice>? notices = null;
        foreach (Settlement settlement in batch)
        {
            updates.Add(settlement.Update);
            if (settlement.Reports.Count > 0)
                (reports ??= []).AddRange(settlement.Reports);
            if (settlement.Notices.Count > 0)
                (notices ??= []).AddRange(settlement.Notices);
        }

        return new SpoolChange
        {
            Updates = updates,
            Messages = reports ?? [],
            Notices = notices ?? [],
            CompletedAt = handlers.Observes<MessageCompleted>() ? clock.GetUtcNow() : null,
        };
    }

    private void Settled(List<Settlement> batch, SpoolReceipt receipt)
    {
        for (int i = 0; i < batch.Count; i++)
            Tell(batch[i], i == 0 ? receipt : null);
        TaskCompletionSource? go = null;
        lock (gate)
        {
            outstanding -= batch.Count;
            storedAt = clock.GetTimestamp();
            if (outstanding <= Limit / 2)
                (go, room) = (room, null);
        }

        go?.TrySetResult();
    }

    private void Tell(Settlement settlement, SpoolReceipt? receipt)
    {
        try
        {
            committed(settlement, receipt);
        }
        catch (Exception e)
        {
            // The next look at the whole queue finds what was not told now.
            LogNotTold(e);
        }
    }

    private void Stored(int count)
    {
        lock (gate)
        {
            stored += count;
            while (flushes.TryPeek(out (long Target, TaskCompletionSource Done) flush) && flush.Target <= stored)
                flushes.Dequeue().Done.TrySetResult();
        }
    }

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    [LoggerMessage(Level = LogLevel.Error, Message = "The outcome of {Count} attempts could not be stored; trying again after {Delay}")]
    private partial void LogCommitFailed(Exception e, int count, TimeSpan delay);

    [LoggerMessage(Level = LogLevel.Error, Message = "An outcome was stored, but what follows from it failed")]
    private partial void LogNotTold(Exception e);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A report about {MessageId} could not be stored; it stays owed and is tried again")]
    private partial void LogReportNotStored(Exception e, MessageId messageId);
}
