using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Relay.Core.Delivery;
using Relay.Core.Handlers;
using Relay.Core.Reports;
using Relay.Core.Routing;
using Relay.Core.Scheduling.Retry;
using Relay.Core.Settings;
using Relay.Core.Tracing;
using Relay.Sdk.Dns;
using Relay.Sdk.Mail;
using Relay.Sdk.Spool;

namespace Relay.Core.Scheduling;

/// <summary>Makes the scheduler with all that it works with.</summary>
public static class Schedulers
{
    /// <param name="settings">Checked before.</param>
    public static DeliveryScheduler Make(
        RelaySettings settings, ISpoolStore spool, IDnsResolver dns, IHandlers handlers, Func<MessageId> newReportId, TimeProvider time,
        ILoggerFactory loggers, ProtocolTrace? trace = null)
    {
        (RouteTable routes, RetryTable retry) = Read(settings);
        return new DeliveryScheduler(new SchedulerDependencies
        {
            Settings = settings,
            Spool = spool,
            Router = new RecipientRouter(routes, handlers),
            Resolver = new RouteResolver(dns, OwnHost.Of(settings, time), Random.Shared),
            Retry = retry,
            Transport = new SmtpTransport(settings, handlers, time, loggers, trace),
            Reports = new ReportWriter(),
            Handlers = handlers,
            Clock = time,
            Logs = loggers,
            NewId = newReportId,
        });
    }

    /// <summary>The tables of settings that were checked.</summary>
    public static (RouteTable Routes, RetryTable Retry) Read(RelaySettings settings)
    {
        var problems = new List<string>();
        RouteTable? routes = RouteTable.Read(settings, problems);
        RetryTable? retry = RetryTable.Read(settings.Retry, problems);
        return routes is not null && retry is not null
            ? (routes, retry)
            : throw new UnreachableException($"settings that were checked are wrong: {string.Join("; ", problems)}");
    }
}
