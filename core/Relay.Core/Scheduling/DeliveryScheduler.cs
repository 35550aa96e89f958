using Relay.Core.Routing;
using Relay.Core.Scheduling.Administration;
using Relay.Core.Scheduling.Destinations;
using Relay.Core.Scheduling.Intake;
using Relay.Core.Scheduling.Retry;
using Relay.Sdk.Mail;
using Relay.Sdk.Spool;

namespace Relay.Core.Scheduling;

/// <summary>Delivers what is in the spool: at the right time, to each destination over as many connections as it may have.</summary>
/// <remarks>
/// Only destinations with mail, and a bounded queue of due entries for each busy one, are in memory: it does not grow with the queue. Freshly
/// accepted mail is handed over with its content still in memory and needs no reading back.
/// </remarks>
public sealed class DeliveryScheduler(SchedulerDependencies dependencies) : IMailQueue, IAsyncDisposable
{
    private readonly SchedulerContext context = new(dependencies);
    private bool disposed;

    /// <summary>Connections, or tries to make one, at the moment.</summary>
    public int Workers => context.Workers;

    /// <summary>When a message is late and when it is too old.</summary>
    public AgeLimits Ages => context.Ages;

    /// <summary>Carries out an operator's commands.</summary>
    public QueueAdministration Administration => new(context);

    internal SchedulerContext Context => context;

    /// <summary>Takes up what is in the queue. The spool has been started. Returns at once: a long queue is read while new mail already flows.</summary>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        context.Housekeeping.Start();
        return Task.CompletedTask;
    }

    /// <summary>Takes over routes, with their transports, and retry rules, for the attempts that begin from now on.</summary>
    public void Apply(RouteTable routes, RetryTable retry)
    {
        dependencies.Router.Apply(routes);
        context.Apply(retry);
    }

    /// <inheritdoc/>
    public string DestinationOf(Mailbox recipient) => dependencies.Router.DestinationOf(recipient);

    /// <inheritdoc/>
    public RetryRule RuleOf(Mailbox recipient) => context.Retry.RuleOf(recipient.Domain);

    /// <inheritdoc/>
    public bool HasRoomFor(string destination, long octets) =>
        !context.IsStopping && context.Memory.HasRoomFor(octets)
        && (context.Find(destination)?.HasRoom ?? !context.ReadyTotal.IsFullFor(DestinationHealth.Unknown));

    /// <inheritdoc/>
    public void Offer(IReadOnlyList<ClaimedEntry> entries)
    {
        for (int i = 0; i < entries.Count; i++)
            context.Offer(entries[i].Entry.Destination, context.Memory.Admit(entries[i], entries.Count));
    }

    /// <inheritdoc/>
    public void Announce(string destination)
    {
        if (!context.IsStopping)
            context.NoteDue(destination, context.NowTicks);
    }

    /// <summary>Stops: no new attempts; those in flight get <c>delivery.stopTimeout</c>, then they are given up uncounted. Outcomes are stored.</summary>
    public Task StopAsync() => new GracefulStop(context).RunAsync();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (disposed)
            return;
        disposed = true;
        await StopAsync();
        context.Dispose();
    }
}
