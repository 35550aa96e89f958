using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Relay.Core.Routing;
using Relay.Core.Scheduling.Connections;
using Relay.Core.Scheduling.Entries;
using Relay.Core.Scheduling.Lifetime;
using Relay.Core.Scheduling.Timing;
using Relay.Core.Settings;
using Relay.Sdk.Replies;
using Relay.Sdk.Spool;

namespace Relay.Core.Scheduling.Destinations;

/// <summary>All destinations that have mail, or of which something is worth remembering.</summary>
internal sealed partial class DestinationTable(
    DeliverySettings settings, RecipientRouter router, ClaimedEntries entries, ConnectionLimiter connections, WakeTimer timer, SchedulerLifetime life,
    ILogger log) : IDestinationOwner
{
    private static readonly TransportSettings UsualTransport = new();

    private readonly ConcurrentDictionary<string, Destination> destinations = new(StringComparer.Ordinal);
    private readonly ReadyQueueTotal total = new();
    private IWorkerFactory? workers;

    public ICollection<Destination> All => destinations.Values;

    /// <summary>Entries in all ready queues together.</summary>
    public int ReadyEntries => total.Count;

    /// <summary>Workers and fetches at work in all destinations.</summary>
    public int Busy
    {
        get
        {
            int busy = 0;
            foreach (Destination destination in All)
                busy += destination.Busy;
            return busy;
        }
    }

    /// <summary>The destinations whose mail waits, with the reasons.</summary>
    public List<DestinationWait> Waits
    {
        get
        {
            var waits = new List<DestinationWait>();
            foreach (Destination destination in All)
            {
                if (destination.Obstacle is { } reason)
                    waits.Add(new DestinationWait(destination.Name, reason));
            }

            return waits;
        }
    }

    public bool IsStopping => life.IsStopping;

    /// <summary>Sets the maker of the workers; before the first entry is offered.</summary>
    public void UseWorkersOf(IWorkerFactory factory) => workers = factory;

    public Destination? Find(string destination) => destinations.GetValueOrDefault(destination);

    /// <summary>Whether a new entry for a destination could go out at once, with its content still in memory.</summary>
    public bool HasRoomFor(string destination, long octets) =>
        !life.IsStopping && entries.HasRoomFor(octets) && (Find(destination)?.HasRoom ?? !total.IsFullFor(DestinationHealth.Unknown));

    /// <summary>Hands a claimed entry to its destination.</summary>
    /// <param name="sharers">Entries that share its content.</param>
    public void Offer(ClaimedEntry claimed, int sharers) => Offer(entries.Admit(claimed, sharers));

    /// <summary>Hands a claimed entry to its destination.</summary>
    public void Offer(ClaimedItem item)
    {
        while (!Get(item.Entry.Destination).TryOffer(item))
        {
        }
    }

    /// <summary>Says that the spool has an entry of the destination due at a time.</summary>
    public void NoteDue(string destination, DateTimeOffset due)
    {
        Instant at = timer.Clock.At(due);
        while (!Get(destination).TryNoteDue(at))
        {
        }
    }

    /// <summary>Reserves one send to a destination over another destination's connection; its limits apply.</summary>
    public Destination ReserveSend(string name, out bool admitted)
    {
        Destination destination;
        do
            destination = Get(name);
        while (!destination.TryReserveSend(out admitted));
        return destination;
    }

    /// <summary>Gives claimed entries back to the spool unchanged, and remembers when they are due there.</summary>
    public void GiveBack(IReadOnlyList<ClaimedItem> items)
    {
        if (items.Count == 0)
            return;

        // In this order: were the time noted first, a fetch in between could find nothing and forget it.
        ValueTask given = entries.GiveBackAsync(items);
        if (given.IsCompletedSuccessfully)
            NoteDue(items);
        else
            _ = NoteDueAfterAsync(given, items);
    }

    /// <summary>Lets the content of an entry in memory go.</summary>
    public void ReleaseContent(ClaimedItem item) => entries.ReleaseContent(item);

    /// <summary>Takes over the transports of new settings.</summary>
    public void ApplyTransports()
    {
        foreach (Destination destination in All)
            destination.Apply(TransportOf(destination.Name));
    }

    DeliveryWorker IDestinationOwner.StartWorker(Destination destination)
    {
        DeliveryWorker worker = workers!.Make(destination);
        ThreadPool.UnsafeQueueUserWorkItem(worker, preferLocal: false);
        return worker;
    }

    ValueTask<(List<ClaimedItem> Items, Instant NextDue)> IDestinationOwner.FetchAsync(string destination, int limit) =>
        entries.FetchAsync(destination, limit);

    void IDestinationOwner.Rests(Destination destination, TimeSpan length, SmtpReply reply) => LogRests(log, destination.Name, length, reply);

    void IDestinationOwner.RestEnded(Destination destination) => LogRestEnded(log, destination.Name);

    void IDestinationOwner.Recovered(Destination destination, TimeSpan after) => LogRecovered(log, destination.Name, after);

    void IDestinationOwner.Forget(Destination destination) => destinations.TryRemove(KeyValuePair.Create(destination.Name, destination));

    private async Task NoteDueAfterAsync(ValueTask given, IReadOnlyList<ClaimedItem> items)
    {
        try
        {
            await given;
        }
        catch (Exception e)
        {
            LogNotReleased(log, e);
        }

        NoteDue(items);
    }

    private void NoteDue(IReadOnlyList<ClaimedItem> items)
    {
        DateTimeOffset due = DateTimeOffset.MaxValue;
        for (int i = 0; i < items.Count && !life.IsStopping; i++)
        {
            QueueEntry entry = items[i].Entry;
            due = entry.DueAt < due ? entry.DueAt : due;
            if (i + 1 < items.Count && items[i + 1].Entry.Destination == entry.Destination)
                continue;
            NoteDue(entry.Destination, due);
            due = DateTimeOffset.MaxValue;
        }
    }

    private Destination Get(string destination) => destinations.GetOrAdd(destination, static (name, self) => self.Make(name), this);

    private Destination Make(string name) =>
        new(name, new DestinationThrottle(settings, TransportOf(name), timer.Clock), new ReadyQueue(total), timer, connections, this);

    // Mail of a transport that the settings have no more is routed anew by its next attempt.
    private TransportSettings TransportOf(string destination) => router.TransportOf(destination) ?? UsualTransport;

    [LoggerMessage(Level = LogLevel.Information, Message = "{Destination} rests for {Length}: {Reply}", EventName = "scheduling.rests")]
    private static partial void LogRests(ILogger log, string destination, TimeSpan length, SmtpReply reply);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Destination} rests no longer: an operator has its mail tried at once",
        EventName = "scheduling.rest-ended")]
    private static partial void LogRestEnded(ILogger log, string destination);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Destination} takes mail again; it could not be reached for {Length}",
        EventName = "scheduling.recovered")]
    private static partial void LogRecovered(ILogger log, string destination, TimeSpan length);

    [LoggerMessage(Level = LogLevel.Error, Message = "Mail could not be given back to the spool; it stays until its claim ends",
        EventName = "scheduling.not-released")]
    private static partial void LogNotReleased(ILogger log, Exception e);
}
