using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Relay.Core.Routing;
using Relay.Core.Scheduling;
using Relay.Core.Scheduling.Retry;
using Relay.Core.Sessions;
using Relay.Core.Settings;
using Relay.Core.Submission;
using Relay.Core.Tracing;

namespace Relay.Host.Composition.Services;

/// <summary>Takes mail in and delivers it: the scheduler, and on top of it the listeners.</summary>
internal sealed partial class MailService(PreparedRelay prepared, SpoolService spool, ProtocolTrace trace, TimeProvider time, ILoggerFactory loggers)
    : IHostedService
{
    private readonly ILogger logger = loggers.CreateLogger<MailService>();
    private readonly RelaySettings settings = prepared.Settings;
    private OwnMailIntake? ownMail;

    /// <summary>There from its start on.</summary>
    public SmtpServer Server { get; private set; } = null!;

    /// <summary>There from its start on.</summary>
    public DeliveryScheduler Scheduler { get; private set; } = null!;

    /// <summary>When it has ended, the listeners greet.</summary>
    /// <exception cref="IOException">An address is taken.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var ids = new MessageIdSource(time);
        var ownIds = new OwnMailIds(ids);
        Scheduler = Schedulers.Make(settings, spool.Store, prepared.Plugins.Dns, prepared.Plugins.Handlers, ownIds.Next, time, loggers, trace);
        Server = new SmtpServer(settings, new SmtpServerDependencies
        {
            Store = spool.Store,
            Handlers = prepared.Plugins.Handlers,
            Queue = Scheduler.Queue,
            Ids = ids,
            Clock = time,
            Loggers = loggers,
            Features = prepared.Plugins.Features,
            Trace = trace,
        });
        await Scheduler.StartAsync(cancellationToken);
        await Server.StartAsync(cancellationToken);
        ownMail = new OwnMailIntake(Scheduler.Queue, spool.Store.Content, ownIds, settings, prepared.Plugins.Handlers, time,
            loggers.CreateLogger<OwnMailIntake>());
        prepared.Plugins.Submissions.Open(ownMail);

        // Not before: a job may submit mail in its first run.
        prepared.Plugins.RunJobs();
    }

    /// <summary>Takes over what may change while mail flows: <c>accept</c> for the sessions, and routes, transports and retry rules for the attempts,
    /// that begin from now on.</summary>
    /// <param name="next">Checked before; of the other settings those of the start stay.</param>
    /// <exception cref="IOException">The credential file cannot be read; nothing has changed.</exception>
    public async Task ApplyAsync(RelaySettings next, CancellationToken cancellationToken)
    {
        (RouteTable routes, RetryTable retry) = Schedulers.Read(next);
        await Server.ApplyAsync(settings with { Accept = next.Accept }, cancellationToken);
        Scheduler.Apply(routes, retry);
        ownMail?.Apply(next.Accept);
    }

    // Together, so that a stop takes the stop time once: sessions that finish hand over to a scheduler that puts back what it cannot start.
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (Server is null)
            return;
        await prepared.Plugins.Submissions.CloseAsync(settings.Delivery.StopTimeout, time);
        LogStopping(logger, Server.Sessions, Scheduler.Status.Workers);
        await Task.WhenAll(Server.StopAsync(settings.Delivery.StopTimeout), Scheduler.StopAsync());
        await Server.DisposeAsync();
        await Scheduler.DisposeAsync();
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Stopping: {Sessions} sessions and {Deliveries} deliveries may finish",
        EventName = "relay.stopping")]
    private static partial void LogStopping(ILogger logger, int sessions, int deliveries);
}
