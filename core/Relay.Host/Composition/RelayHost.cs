using System.Net;
using System.Reflection;
using Microsoft.Extensions.Logging;
using Relay.Core.Dns;
using Relay.Core.Outbox;
using Relay.Core.Routing;
using Relay.Core.Scheduling;
using Relay.Core.Scheduling.Retry;
using Relay.Core.Sessions;
using Relay.Core.Settings;
using Relay.Core.Spool;
using Relay.Host.Admin;
using Relay.Sdk.Spool;

namespace Relay.Host.Composition;

/// <summary>The running relay: starts its parts in order, each on top of those before it, and stops them the other way round.</summary>
internal sealed partial class RelayHost(PreparedRelay prepared, TimeProvider time, ILoggerFactory loggers) : IAsyncDisposable
{
    private readonly ILogger logger = loggers.CreateLogger<RelayHost>();
    private readonly RelaySettings settings = prepared.Settings;
    private readonly CancellationTokenSource background = new();
    private readonly List<Task> watches = [];
    private readonly Stack<Func<Task>> stops = new();
    private SmtpServer? server;
    private DeliveryScheduler? scheduler;

    /// <summary>Where mail is taken in; known after the start.</summary>
    public IReadOnlyList<IPEndPoint> EndPoints { get; private set; } = [];

    /// <summary>Starts everything; when it returns, the listeners greet.</summary>
    /// <exception cref="IOException">The spool cannot be used, or an address is taken.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        long startedAt = time.GetTimestamp();
        var signal = new OutboxSignal();
        // A plugin's store stands on what its plugin opens at its start.
        bool pluginsFirst = settings.Spool.Store != SpoolSettings.Local;
        if (pluginsFirst)
            await StartPluginsAsync(cancellationToken).ConfigureAwait(false);
        ISpoolStore spool = await StartSpoolAsync(signal, cancellationToken).ConfigureAwait(false);
        if (!pluginsFirst)
            await StartPluginsAsync(cancellationToken).ConfigureAwait(false);
        prepared.Plugins.RemoveOldCopies();

        var outbox = new OutboxDispatcher(prepared.Plugins.Handlers, spool, signal, time, loggers.CreateLogger<OutboxDispatcher>());
        await outbox.StartAsync(cancellationToken).ConfigureAwait(false);
        stops.Push(async () => await outbox.DisposeAsync().ConfigureAwait(false));

        var ids = new MessageIdSource(time);
        scheduler = Schedulers.Make(settings, spool, prepared.Dns, prepared.Plugins.Handlers, ids, time, loggers);
        server = new SmtpServer(settings, new SmtpServerDependencies
        {
            Store = spool,
            Handlers = prepared.Plugins.Handlers,
            Accepted = scheduler,
            Ids = ids,
            Clock = time,
            Loggers = loggers,
            Features = prepared.Plugins.Features,
        });
        stops.Push(StopMailAsync);
        await scheduler.StartAsync(cancellationToken).ConfigureAwait(false);
        await server.StartAsync(cancellationToken).ConfigureAwait(false);

        EndPoints = server.EndPoints;
        double elapsed = time.GetElapsedTime(startedAt).TotalMilliseconds;
        LogReady(logger, settings.Hostname, EndPoints, (int)elapsed);
        watches.Add(ServeAdminAsync(spool, server, scheduler));
        if (settings.Routes.Any(route => RouteTable.IsExchangers(route.Via)))
            watches.Add(new DnssecCheck(prepared.Dns, time, loggers.CreateLogger<DnssecCheck>()).RunAsync(background.Token));
    }

    /// <summary>Takes over what may change while mail flows: <c>accept</c> for the sessions, and routes, transports and retry rules for the attempts, that begin from now on.</summary>
    /// <param name="next">Checked before; of the other settings those of the start stay.</param>
    /// <exception cref="IOException">The credential file cannot be read; nothing has changed.</exception>
    public async Task ApplyAsync(RelaySettings next, CancellationToken cancellationToken)
    {
        (RouteTable routes, RetryTable retry) = Schedulers.Read(next);
        await server!.ApplyAsync(settings with { Accept = next.Accept }, cancellationToken).ConfigureAwait(false);
        scheduler!.Apply(routes, retry);
    }

    /// <summary>Stops taking mail, finishes or defers what is in flight, and closes everything; safe after a failed start too. What fails is logged, and the rest goes on.</summary>
    public async Task StopAsync()
    {
        await background.CancelAsync().ConfigureAwait(false);
        await GuardAsync(() => Task.WhenAll(watches)).ConfigureAwait(false);
        watches.Clear();
        while (stops.TryPop(out Func<Task>? stop))
            await GuardAsync(stop).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync().ConfigureAwait(false);
        background.Dispose();
    }

    private Task StartPluginsAsync(CancellationToken cancellationToken)
    {
        stops.Push(prepared.Plugins.StopAsync);
        return prepared.Plugins.StartAsync(cancellationToken);
    }

    private async Task<ISpoolStore> StartSpoolAsync(OutboxSignal signal, CancellationToken cancellationToken)
    {
        ISpoolStore store = settings.Spool.Store == SpoolSettings.Local
            ? new LocalSpool(settings.Spool, time, loggers)
            : prepared.Plugins.CreateSpoolStore(settings.Spool.Store)
                ?? throw new IOException($"no plugin has a spool store '{settings.Spool.Store}' (spool.store)");
        stops.Push(async () => await store.DisposeAsync().ConfigureAwait(false));
        SpoolRecovery recovery = await store.StartAsync(cancellationToken).ConfigureAwait(false);
        LogSpool(logger, recovery.Messages, settings.Spool.Path);
        if (store is LocalSpool local)
            watches.Add(new StorageWatch(local, time, loggers.CreateLogger<StorageWatch>()).RunAsync(background.Token));
        return new SignallingSpool(store, signal);
    }

    // Whatever fails: mail in flight and the spool are owed their stop.
    private async Task GuardAsync(Func<Task> stop)
    {
        try
        {
            await stop().ConfigureAwait(false);
        }
        catch (Exception e)
        {
            LogStopFailed(logger, e);
        }
    }

    // Beside the mail: what it costs to start is nothing that a client has to wait for, and mail goes on without it.
    private async Task ServeAdminAsync(ISpoolStore spool, SmtpServer server, DeliveryScheduler scheduler)
    {
        var surface = new AdminSurface
        {
            Spool = spool,
            Queue = scheduler.Administration,
            Plugins = prepared.Plugins,
            Status = () => new RelayStatus
            {
                Hostname = settings.Hostname,
                Version = typeof(RelayHost).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "",
                ProcessId = Environment.ProcessId,
                Listeners = [.. EndPoints.Select(endPoint => endPoint.ToString())],
                Sessions = server.Sessions,
                Deliveries = scheduler.Workers,
                HasRoom = spool.HasRoom,
            },
        };
        await Task.Yield();
        if (AddressText.TryParse(settings.Admin.Address, out IPEndPoint? address))
        {
            if (await ServeAdminAsync(surface, address).ConfigureAwait(false) is not { } problem)
                return;
            LogNoAdminAddress(logger, address, problem);
        }

        if (await ServeAdminAsync(surface, null).ConfigureAwait(false) is { } none)
            LogNoAdmin(logger, none);
    }

    /// <returns>Null at the stop; otherwise what failed, whatever it was.</returns>
    private async Task<string?> ServeAdminAsync(AdminSurface surface, IPEndPoint? address)
    {
        try
        {
            await using var admin = new AdminServer(new AdminFiles(settings.Spool.Path), address, loggers);
            await admin.StartAsync(surface, background.Token).ConfigureAwait(false);
            await Task.Delay(Timeout.Infinite, background.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return null;
        }
        catch (Exception e)
        {
            return background.IsCancellationRequested ? null : e.Message;
        }
    }

    // Together, so that a stop takes the stop time once: sessions that finish hand over to a scheduler that puts back what it cannot start.
    private async Task StopMailAsync()
    {
        LogStopping(logger, server!.Sessions, scheduler!.Workers);
        await Task.WhenAll(server.StopAsync(settings.Delivery.StopTimeout), scheduler.StopAsync()).ConfigureAwait(false);
        await server.DisposeAsync().ConfigureAwait(false);
        await scheduler.DisposeAsync().ConfigureAwait(false);
    }
}
