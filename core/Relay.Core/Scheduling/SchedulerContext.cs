using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Relay.Core.Handlers;
using Relay.Core.Routing;
using Relay.Core.Scheduling.Attempts;
using Relay.Core.Scheduling.Connections;
using Relay.Core.Scheduling.Destinations;
using Relay.Core.Scheduling.Entries;
using Relay.Core.Scheduling.Outcomes;
using Relay.Core.Scheduling.Retry;
using Relay.Core.Scheduling.Upkeep;
using Relay.Core.Settings;
using Relay.Sdk.Spool;

namespace Relay.Core.Scheduling;

/// <summary>What destinations and workers share.</summary>
internal sealed partial class SchedulerContext : IDisposable
{
    private readonly ConcurrentDictionary<string, Destination> destinations = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource abort = new();
    private readonly TaskCompletionSource workersEnded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int workers;
    private volatile bool stopping;
    private volatile RetryTable retry;

    public SchedulerContext(SchedulerDependencies dependencies)
    {
        Dependencies = dependencies;
        retry = dependencies.Retry;
        ILogger log = dependencies.Logs.CreateLogger("Relay.Delivery");
        Log = log;
        Connections = new ConnectionLimiter(dependencies.Settings.Delivery.MaxConnections);
        WakeTimer = new WakeTimer(dependencies.Clock);
        Memory = new ContentMemory(dependencies.Settings.Delivery.MemoryOctets);
        Hosts = new HostMemory(dependencies.Clock);
        Fetcher = new EntryFetcher(dependencies.Spool, dependencies.Clock, log);
        Ages = new AgeLimits(dependencies.Settings);
        Committer = new OutcomeCommitter(dependencies.Spool, dependencies.Handlers, dependencies.Clock, log, Committed);
        Settler = new OutcomeSettler(this);
        EntryDelivery = new EntryDelivery(this);
        Suspects = new CrashSuspectGate(this);
        Housekeeping = new Housekeeping(this);
    }

    public SchedulerDependencies Dependencies { get; }

    public RelaySettings Settings => Dependencies.Settings;

    public ISpoolStore Spool => Dependencies.Spool;

    public TimeProvider Clock => Dependencies.Clock;

    public ILogger Log { get; }

    public ConnectionLimiter Connections { get; }

    public WakeTimer WakeTimer { get; }

    public ReadyQueueTotal ReadyTotal { get; } = new();

    public ContentMemory Memory { get; }

    public HostMemory Hosts { get; }

    public EntryFetcher Fetcher { get; }

    public AgeLimits Ages { get; }

    public OutcomeCommitter Committer { get; }

    public OutcomeSettler Settler { get; }

    public EntryDelivery EntryDelivery { get; }

    public CrashSuspectGate Suspects { get; }

    public Housekeeping Housekeeping { get; }

    public long NowTicks => Clock.GetUtcNow().UtcTicks;

    public bool IsStopping => stopping;

    /// <summary>Fires when deliveries in flight have to be given up.</summary>
    public CancellationToken Abort => abort.Token;

    /// <summary>Workers at work or idle.</summary>
    public int Workers => Volatile.Read(ref workers);

    public ICollection<Destination> Destinations => destinations.Values;

    public Destination? Find(string destination) => destinations.GetValueOrDefault(destination);

    /// <summary>Hands a claimed entry to its destination.</summary>
    public void Offer(string destination, ClaimedItem item)
    {
        while (!Get(destination).TryOffer(item))
        {
        }
    }

    /// <summary>Says that the spool has an entry of the destination due at a time.</summary>
    public void NoteDue(string destination, long ticks)
    {
        while (!Get(destination).TryNoteDue(ticks))
        {
        }
    }

    /// <summary>Asks a destination for the right to send it one message by a worker of another one.</summary>
    public Destination ReserveSend(RouteTarget target, out bool admitted)
    {
        Destination destination;
        do
            destination = Get(target.Destination);
        while (!destination.TryReserveSend(target, out admitted));
        return destination;
    }

    /// <summary>Gives claimed entries back to the spool unchanged, lets their content go, and remembers when they are due there.</summary>
    public void GiveBack(IReadOnlyList<ClaimedItem> items)
    {
        if (items.Count == 0)
            return;
        var entries = new ClaimedEntry[items.Count];
        for (int i = 0; i < entries.Length; i++)
        {
            entries[i] = items[i].Claimed;
            Memory.Release(items[i]);
        }

        // In this order: were the time noted first, a fetch in between could find nothing and forget it.
        ValueTask released = Spool.Queue.ReleaseAsync(entries, CancellationToken.None);
        if (released.IsCompletedSuccessfully)
            NoteDue(entries);
        else
            _ = NoteDueAfterAsync(released, entries);
    }

    private async Task NoteDueAfterAsync(ValueTask released, ClaimedEntry[] entries)
    {
        try
        {
            await released;
        }
        catch (Exception e)
        {
            LogNotReleased(Log, e);
        }

        NoteDue(entries);
    }

    private void NoteDue(ClaimedEntry[] entries)
    {
        long due = long.MaxValue;
        for (int i = 0; i < entries.Length && !stopping; i++)
        {
            QueueEntry entry = entries[i].Entry;
            due = Math.Min(due, entry.DueAt.UtcTicks);
            if (i + 1 < entries.Length && entries[i + 1].Entry.Destination == entry.Destination)
                continue;
            NoteDue(entry.Destination, due);
            due = long.MaxValue;
        }
    }

    public void Forget(Destination destination) => destinations.TryRemove(KeyValuePair.Create(destination.Name, destination));

    public void WorkerStarted() => Interlocked.Increment(ref workers);

    public void WorkerEnded()
    {
        if (Interlocked.Decrement(ref workers) == 0 && stopping)
            workersEnded.TrySetResult();
    }

    /// <summary>Completes when all workers have ended; after <see cref="BeginStop"/> only.</summary>
    public Task WorkersEnded => Workers == 0 ? Task.CompletedTask : workersEnded.Task;

    /// <summary>What goes on at the moment and will end without the clock; workers that wait for a peer included.</summary>
    /// <remarks>
    /// Work goes from the workers to the committer, and a report from there to the workers, counted in both places while it moves. The workers are
    /// counted before and after, so that nothing on its way is missed by both looks.
    /// </remarks>
    public int Busy
    {
        get
        {
            int before = BusyWorkers();
            int others = Committer.Outstanding + (WakeTimer.IsBusy ? 1 : 0) + (Housekeeping.IsBusy ? 1 : 0);
            return others + Math.Max(before, BusyWorkers());
        }
    }

    /// <summary>When to try again.</summary>
    public RetryTable Retry => retry;

    public void Apply(RetryTable next) => retry = next;

    public void BeginStop() => stopping = true;

    public void GiveUp() => abort.CancelApart();

    public void Dispose()
    {
        Housekeeping.Dispose();
        WakeTimer.Dispose();
        abort.Dispose();
    }

    private int BusyWorkers()
    {
        int busy = 0;
        foreach (Destination destination in Destinations)
            busy += destination.Busy;
        return busy;
    }

    private Destination Get(string destination) => destinations.GetOrAdd(destination, static (name, self) => new Destination(name, self), this);

    private void Committed(PendingOutcome outcome, SpoolReceipt? receipt)
    {
        if (receipt is not null)
        {
            foreach (ClaimedEntry report in receipt.Entries)
                Offer(report.Entry.Destination, Memory.Admit(report, 1));
        }

        if (outcome.Moved is { } moved)
            Offer(moved.Entry.Destination, moved);
        else if (outcome.Update is { Next: { Hold: QueueHold.None } next, KeepClaim: false } && !stopping)
            NoteDue(next.Destination, next.DueAt.UtcTicks);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Mail could not be given back to the spool; it stays until its claim ends", EventName = "scheduling.not-released")]
    private static partial void LogNotReleased(ILogger log, Exception e);
}
