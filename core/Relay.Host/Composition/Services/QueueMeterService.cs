using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using Relay.Sdk.Spool;

namespace Relay.Host.Composition.Services;

/// <summary>Counts the queue for the meter <c>relay</c>, twice a minute and only while a collector listens.</summary>
internal sealed class QueueMeterService : SideService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);

    private readonly Meter meter = new("relay");
    private readonly SpoolService spool;
    private readonly TimeProvider time;
    private readonly ObservableGauge<long> entries;
    private readonly ObservableGauge<double> nextDue;
    private volatile Count? last;

    public QueueMeterService(SpoolService spool, MailService mail, TimeProvider time, ILogger<QueueMeterService> logger)
        : base(logger)
    {
        (this.spool, this.time) = (spool, time);
        entries = meter.CreateObservableGauge("relay.queue.entries", ReadEntries, "{entry}", "Entries of the queue by state: waiting, held.");
        nextDue = meter.CreateObservableGauge("relay.queue.next_due", ReadNextDue, "s",
            "Until the next entry is due; below zero when it is overdue.");
        meter.CreateObservableGauge("relay.spool.missing", () => spool.Recovered?.Missing
            ?? 0, "{message}", "Acknowledged messages that the spool had lost at the start.");
        meter.CreateObservableGauge("relay.queue.ready", () => mail.Scheduler?.Status.ReadyEntries
            ?? 0, "{entry}", "Due entries in memory that wait for a connection.");
        meter.CreateObservableGauge("relay.connections", () => mail.Scheduler?.Status.Connections
            ?? 0, "{connection}", "Outbound connections, or attempts to make one.");
    }

    public override void Dispose()
    {
        meter.Dispose();
        base.Dispose();
    }

    protected override async Task RunAsync(CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(Interval, time);
        do
        {
            if (entries.Enabled || nextDue.Enabled)
                last = await TryCountAsync(stopping);
        }
        while (await timer.WaitForNextTickAsync(stopping));
    }

    // A store that cannot be read now is no reason to stop counting.
    private async ValueTask<Count?> TryCountAsync(CancellationToken stopping)
    {
        try
        {
            return await CountAsync(stopping);
        }
        catch (IOException)
        {
            return null;
        }
    }

    private async ValueTask<Count> CountAsync(CancellationToken stopping)
    {
        ISpoolQueue queue = spool.Store.Queue;
        long held = await queue.CountAsync(new QueueFilter { Held = true }, stopping);
        long waiting = 0;
        DateTimeOffset? due = null;
        await foreach (DestinationBacklog backlog in queue.ListDestinationsAsync(stopping))
        {
            waiting += backlog.Entries;
            due = due < backlog.EarliestDueAt ? due : backlog.EarliestDueAt;
        }

        return new Count(waiting, held, due);
    }

    private IEnumerable<Measurement<long>> ReadEntries() => last is not { } count ? [] :
    [
        new Measurement<long>(count.Waiting, new KeyValuePair<string, object?>("state", "waiting")),
        new Measurement<long>(count.Held, new KeyValuePair<string, object?>("state", "held")),
    ];

    private IEnumerable<Measurement<double>> ReadNextDue() =>
        last?.Due is { } due ? [new Measurement<double>((due - time.GetUtcNow()).TotalSeconds)] : [];

    private sealed record Count(long Waiting, long Held, DateTimeOffset? Due);
}
