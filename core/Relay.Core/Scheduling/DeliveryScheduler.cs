using Microsoft.Extensions.Logging;
using Relay.Core.Routing;
using Relay.Core.Scheduling.Administration;
using Relay.Core.Scheduling.Attempts;
using Relay.Core.Scheduling.Connections;
using Relay.Core.Scheduling.Destinations;
using Relay.Core.Scheduling.Entries;
using Relay.Core.Scheduling.Intake;
using Relay.Core.Scheduling.Lifetime;
using Relay.Core.Scheduling.Outcomes;
using Relay.Core.Scheduling.Retry;
using Relay.Core.Scheduling.Timing;
using Relay.Core.Scheduling.Upkeep;
using Relay.Core.Sealing;
using Relay.Core.Settings;
using Relay.Sdk.Mail;
using Relay.Sdk.Spool;

namespace Relay.Core.Scheduling;

/// <summary>Delivers what is in the spool: at the right time, to each destination over as many connections as it may have.</summary>
/// <remarks>
/// Only destinations with mail, and a bounded queue of due entries for each busy one, are in memory: it does not grow with the queue. Freshly
/// accepted mail is handed over with its content still in memory and needs no reading back. This class only puts the parts together, each on those
/// before it.
/// </remarks>
public sealed class DeliveryScheduler : IEntryScheduler, IAsyncDisposable
{
    private readonly SchedulerLifetime life = new();
    private readonly RecipientRouter router;
    private readonly WakeTimer timer;
    private readonly ConnectionLimiter connections;
    private readonly ContentMemory memory;
    private readonly LocalShortage shortage;
    private readonly DestinationTable destinations;
    private readonly RetryPlanner retry;
    private readonly OutcomeCommitter committer;
    private readonly Housekeeping housekeeping;
    private readonly WaitReasons waitReasons;
    private readonly GracefulStop stop;
    private Task? stopped;
    private bool disposed;

    public DeliveryScheduler(SchedulerDependencies dependencies)
    {
        ILogger log = dependencies.Logs.CreateLogger("Relay.Delivery");
        (RelaySettings settings, ISpoolStore spool, TimeProvider time) = (dependencies.Settings, dependencies.Spool, dependencies.Clock);
        router = dependencies.Router;

        var clock = new SteadyClock(time);
        timer = new WakeTimer(clock);
        connections = new ConnectionLimiter(settings.Delivery.MaxConnections);
        memory = new ContentMemory(settings.Delivery.MemoryOctets);
        var entries = new ClaimedEntries(spool, memory, new EntryFetcher(spool, clock, log));
        destinations = new DestinationTable(settings.Delivery, router, entries, connections, timer, life, log);

        retry = new RetryPlanner(dependencies.Retry, new AgeLimits(settings), time, log, life.Abort);
        committer = new OutcomeCommitter(spool, dependencies.Handlers, time, log, new CommittedOutcomes(destinations, life).Follow);
        Queue = new MailQueue(spool, this, retry.Ages, time);
        var sealing = new MessageSealing(dependencies.Handlers, spool.Content, log);
        var drafts = new ReportDrafts(settings, spool.Content, dependencies.Reports, sealing, dependencies.NewId, life.Abort);
        var reports = new DsnComposer(drafts, Queue, retry.Ages, log);
        var notices = new DeliveryNotices(dependencies.Handlers);
        var settler = new OutcomeSettler(destinations, retry, committer, reports, notices, new DeliveryLog(log), time);

        var suspects = new CrashSuspectGate(destinations);
        var attempts = new AttemptMaker(router, destinations, new EntryContents(spool, log), settler, life, time, log);
        shortage = new LocalShortage(clock, log);
        var hosts = new HostMemory(clock);
        destinations.UseWorkersOf(new WorkerFactory(
            slot => new WorkerConnection(dependencies.Resolver, dependencies.Transport, hosts, shortage, slot),
            connections,
            new EntryDelivery(attempts, suspects, settler, life, log),
            life,
            log));

        var delays = new DelayReports(destinations, committer, reports, notices, retry.Ages, time, log);
        var tasks = new UpkeepTasks(
            new BacklogReader(spool, destinations, life, log),
            new DueTimeReview(spool, committer, time, life, log),
            new HeldMailReview(spool, committer, retry.Ages, life, log),
            new OverdueSweep(spool, destinations, suspects, settler, delays, time, life, log));
        housekeeping = new Housekeeping(tasks, new ProgressWatchdog(destinations, committer, clock, log), new ClockWatch(clock, log), clock, life);

        Administration = new QueueAdministration(spool, new EntryFinder(spool, destinations, suspects), settler, committer, time);
        waitReasons = new WaitReasons(destinations, suspects, committer, time);
        stop = new GracefulStop(destinations, committer, housekeeping, life, time, log) { Timeout = settings.Delivery.StopTimeout };
    }

    /// <summary>What it is doing.</summary>
    public SchedulerStatus Status => new()
    {
        Workers = life.Workers,
        Connections = connections.Used,
        Lookups = connections.Lookups,
        Destinations = destinations.All.Count,
        ReadyEntries = destinations.ReadyEntries,
        ContentOctets = memory.Used,
        UnstoredOutcomes = committer.Outstanding,
        LocalShortages = shortage.Count,
        Busy = Busy(),
    };

    /// <summary>Takes mail into the queue.</summary>
    public IMailQueue Queue { get; }

    /// <summary>Carries out an operator's commands.</summary>
    public QueueAdministration Administration { get; }

    /// <summary>Why an entry of the queue waits.</summary>
    /// <param name="entry">As the store has it now.</param>
    public WaitReason WaitReasonOf(QueueEntry entry) => waitReasons.Of(entry);

    /// <summary>The destinations whose mail waits, with the reasons, as they are now.</summary>
    public IReadOnlyList<DestinationWait> Waits => destinations.Waits;

    /// <summary>Takes up what is in the queue. The spool has been started. Returns at once: a long queue is read while new mail already
    /// flows.</summary>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        housekeeping.Start();
        return Task.CompletedTask;
    }

    /// <summary>Takes over routes, with their transports, and retry rules, for the attempts that begin from now on.</summary>
    public void Apply(RouteTable routes, RetryTable rules)
    {
        router.Apply(routes);
        destinations.ApplyTransports();
        retry.Apply(rules);
    }

    /// <inheritdoc/>
    public async ValueTask<string> DestinationOfAsync(MailDomain domain)
    {
        try
        {
            return await router.DestinationOfAsync(domain, life.Abort);
        }
        catch (OperationCanceledException) when (life.Abort.IsCancellationRequested)
        {
            // The relay stops; the next attempt asks again.
            return domain.Value;
        }
    }

    /// <inheritdoc/>
    public ValueTask<RetryRule?> RuleOfAsync(MailDomain domain) => retry.RuleOfAsync(domain);

    /// <inheritdoc/>
    public bool HasRoomFor(string destination, long octets) => destinations.HasRoomFor(destination, octets);

    /// <inheritdoc/>
    public void Offer(IReadOnlyList<ClaimedEntry> entries)
    {
        for (int i = 0; i < entries.Count; i++)
            destinations.Offer(entries[i], entries.Count);
    }

    /// <inheritdoc/>
    public void Announce(string destination)
    {
        if (!life.IsStopping)
            destinations.NoteDue(destination, timer.Clock.UtcNow);
    }

    /// <summary>Stops: no new attempts; those in flight get <c>delivery.stopTimeout</c>, then they are given up uncounted. Outcomes are
    /// stored.</summary>
    public Task StopAsync()
    {
        timer.Dispose();

        // Once: deliveries that did not end within the time for a stop get no second one.
        return stopped ??= stop.RunAsync();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (disposed)
            return;
        disposed = true;
        await StopAsync();
        housekeeping.Dispose();
        life.Dispose();
    }

    // Work goes from the workers to the committer, and a report from there to the workers, counted in both places while it moves. The workers are
    // counted before and after, so that nothing on its way is missed by both looks.
    private int Busy()
    {
        int before = destinations.Busy;
        int others = connections.Leaving + committer.Outstanding + (timer.IsBusy ? 1 : 0) + (housekeeping.IsBusy ? 1 : 0);
        return others + Math.Max(before, destinations.Busy);
    }
}
