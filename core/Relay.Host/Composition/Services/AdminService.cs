using System.Net;
using System.Reflection;
using Microsoft.Extensions.Logging;
using Relay.Core.Scheduling;
using Relay.Core.Scheduling.Destinations;
using Relay.Core.Settings;
using Relay.Core.Tracing;
using Relay.Host.Admin;
using Relay.Host.Logging;
using Relay.Sdk.Plugins;

namespace Relay.Host.Composition.Services;

/// <summary>The admin endpoint. It runs beside the mail: what it costs to start is nothing that a client has to wait for, and mail goes on without
/// it.</summary>
internal sealed partial class AdminService(PreparedRelay prepared, SpoolService spool, MailService mail, DnssecService dnssec, ProtocolTrace trace,
    ILoggerFactory loggers) : SideService(loggers.CreateLogger<AdminService>())
{
    private readonly ILogger logger = loggers.CreateLogger<AdminService>();
    private readonly RelaySettings settings = prepared.Settings;

    protected override async Task RunAsync(CancellationToken stopping)
    {
        if (AddressText.TryParse(settings.Admin.Address, out IPEndPoint? address))
        {
            if (await ServeAsync(address, stopping) is not { } problem)
                return;
            LogNoAdminAddress(logger, address, problem);
        }

        if (await ServeAsync(null, stopping) is { } none)
            LogNoAdmin(logger, none);
    }

    /// <returns>Null at the stop; otherwise what failed, whatever it was.</returns>
    private async Task<string?> ServeAsync(IPEndPoint? address, CancellationToken stopping)
    {
        try
        {
            await using var admin = new AdminServer(new AdminFiles(settings.Spool.Path), address, loggers);
            await admin.StartAsync(Surface(), stopping);
            await Task.Delay(Timeout.Infinite, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return null;
        }
        catch (Exception e)
        {
            return stopping.IsCancellationRequested ? null : e.Message;
        }
    }

    private AdminSurface Surface() => new()
    {
        Spool = spool.Store,
        Queue = mail.Scheduler.Administration,
        WaitReason = mail.Scheduler.WaitReasonOf,
        Plugins = prepared.Plugins,
        Trace = trace,
        Levels = (loggers as RelayLog)?.Levels,
        Status = StatusAsync,
    };

    private async Task<RelayStatus> StatusAsync(CancellationToken cancellationToken)
    {
        QueueCensus? queue = await QueueCensus.TakeAsync(spool.Store.Queue, mail.Scheduler.WaitReasonOf, cancellationToken);
        SchedulerStatus scheduler = mail.Scheduler.Status;
        IReadOnlyList<DestinationWait> waits = mail.Scheduler.Waits;
        return new RelayStatus
        {
            Hostname = settings.Hostname,
            Version = typeof(AdminService).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "",
            ProcessId = Environment.ProcessId,
            Listeners = [.. mail.Server.EndPoints.Select(endPoint => endPoint.ToString())],
            Sessions = mail.Server.Sessions,
            Deliveries = scheduler.Workers,
            Scheduler = scheduler,
            WaitingDestinations = waits.Count,
            Waits = [.. waits.Take(RelayStatus.MaxWaits)],
            Queue = queue,
            HasRoom = spool.Store.Content.HasRoom,
            Dnssec = dnssec.Health,
            UnhealthyPlugins = [.. prepared.Plugins.List().Where(plugin => plugin.Health != HealthState.Good)
                .Select(plugin => new PluginHealth(plugin.Name, plugin.Health, plugin.HealthReason))],
        };
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "There is no admin endpoint on {Address}, only its socket: {Problem}",
        EventName = "relay.no-admin-address")]
    private static partial void LogNoAdminAddress(ILogger logger, IPEndPoint address, string problem);

    [LoggerMessage(Level = LogLevel.Error, Message = "There is no admin endpoint, so queue commands cannot reach this relay: {Problem}",
        EventName = "relay.no-admin")]
    private static partial void LogNoAdmin(ILogger logger, string problem);
}
