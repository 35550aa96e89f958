using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Relay.Core.Handlers;
using Relay.Core.Routing;
using Relay.Core.Settings;
using Relay.Sdk.Spool;

namespace Relay.Core.Scheduling;

/// <summary>What destinations and lanes share.</summary>
internal sealed class SchedulerContext : IDisposable
{
    private readonly ConcurrentDictionary<string, Destination> destinations = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource abort = new();
    private readonly TaskCompletionSource lanesEnded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int lanes;
    private volatile bool stopping;
    private volatile RetryTable retry;

    public SchedulerContext(SchedulerParts parts)
    {
        Parts = parts;
        retry = parts.Retry;
        ILogger log = parts.Logs.CreateLogger("Relay.Delivery");
        Log = log;
        Slots = new LaneSlots(parts.Settings.Delivery.MaxConnections);
        Timetable = new Timetable(parts.Clock);
        Memory = new ContentMemory(parts.Settings.Delivery.MemoryOctets);
        Hosts = new HostMemory(parts.Clock);
        Fetcher = new EntryFetcher(parts.Spool, parts.Clock, log);
        Ages = new AgeLimits(parts.Settings);
        Committer = new OutcomeCommitter(parts.Spool, parts.Handlers, parts.Clock, log, Committed);
        Settler = new OutcomeSettler(this);
        Courier = new Courier(this);
        Suspects = new SuspectGate(this);
        Housekeeping = new Housekeeping(this);
    }

    public SchedulerParts Parts { get; }

    public RelaySettings Settings => Parts.Settings;

    public ISpoolStore Spool => Parts.Spool;

    public TimeProvider Clock => Parts.Clock;

    public ILogger Log { get; }

    public LaneSlots Slots { get; }

    public Timetable Timetable { get; }

    public WindowTotal Total { get; } = new();

    public ContentMemory Memory { get; }

    public HostMemory Hosts { get; }

    public EntryFetcher Fetcher { get; }

    public AgeLimits Ages { get; }

    public OutcomeCommitter Committer { get; }

    public OutcomeSettler Settler { get; }

    public Courier Courier { get; }

    public SuspectGate Suspects { get; }

    public Housekeeping Housekeeping { get; }

    public long NowTicks => Clock.GetUtcNow().UtcTicks;

    public bool IsStopping => stopping;

    /// <summary>Fires when deliveries in flight have to be given up.</summary>
    public CancellationToken Abort => abort.Token;

    /// <summary>Lanes at work or idle.</summary>
    public int Lanes => Volatile.Read(ref lanes);

    public ICollection<Destination> Destinations => destinations.Values;

    public Destination? Find(string destination) => destinations.GetValueOrDefault(destination);

    /// <summary>Hands a claimed entry to its destination.</summary>
    public void Offer(string destination, Waiting item)
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

    /// <summary>Asks a destination for the right to send it one message by a lane of another one.</summary>
    public Destination Visit(RouteTarget target, out bool admitted)
    {
        Destination destination;
        do
            destination = Get(target.Destination);
        while (!destination.TryVisit(target, out admitted));
        return destination;
    }

    /// <summary>Gives claimed entries back to the spool unchanged, lets their content go, and remembers when they are due there.</summary>
    public void GiveBack(IReadOnlyList<Waiting> items)
    {
        if (items.Count == 0)
            return;
        var entries = new ClaimedEntry[items.Count];
        for (int i = 0; i < entries.Length; i++)
        {
            entries[i] = items[i].Claimed;
            Memory.LetGo(items[i]);
        }

        // In this order: were the time noted first, a fetch in between could find nothing and forget it.
        Spool.Release(entries);
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

    public void LaneStarted() => Interlocked.Increment(ref lanes);

    public void LaneEnded()
    {
        if (Interlocked.Decrement(ref lanes) == 0 && stopping)
            lanesEnded.TrySetResult();
    }

    /// <summary>Completes when all lanes have ended; after <see cref="BeginStop"/> only.</summary>
    public Task LanesEnded => Lanes == 0 ? Task.CompletedTask : lanesEnded.Task;

    /// <summary>What goes on at the moment and will end without the clock; lanes that wait for a peer included.</summary>
    /// <remarks>
    /// Work goes from the lanes to the committer, and a report from there to the lanes, counted in both places while it moves. The lanes are
    /// counted before and after, so that nothing on its way is missed by both looks.
    /// </remarks>
    public int Busy
    {
        get
        {
            int before = BusyLanes();
            int others = Committer.Outstanding + (Timetable.IsBusy ? 1 : 0) + (Housekeeping.IsBusy ? 1 : 0);
            return others + Math.Max(before, BusyLanes());
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
        Timetable.Dispose();
        abort.Dispose();
    }

    private int BusyLanes()
    {
        int busy = 0;
        foreach (Destination destination in Destinations)
            busy += destination.Busy;
        return busy;
    }

    private Destination Get(string destination) => destinations.GetOrAdd(destination, static (name, self) => new Destination(name, self), this);

    private void Committed(Settlement settlement, SpoolReceipt? receipt)
    {
        if (receipt is not null)
        {
            foreach (ClaimedEntry report in receipt.Entries)
                Offer(report.Entry.Destination, Memory.Admit(report, 1));
        }

        if (settlement.Moved is { } moved)
            Offer(moved.Entry.Destination, moved);
        else if (settlement.Update is { Next: { Hold: QueueHold.None } next, KeepClaim: false } && !stopping)
            NoteDue(next.Destination, next.DueAt.UtcTicks);
    }
}
