using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Relay.Core.Outbox;
using Relay.Core.Settings;
using Relay.Core.Tracing;
using Relay.Host.Composition.Services;
using GenericHost = Microsoft.Extensions.Hosting.Host;

namespace Relay.Host.Composition;

/// <summary>The running relay: a list of services, started in order, each on top of those before it, and stopped the other way round.</summary>
internal sealed partial class RelayHost : IAsyncDisposable
{
    private readonly PreparedRelay prepared;
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private readonly IHost host;
    private bool hasStopped;

    public RelayHost(PreparedRelay prepared, TimeProvider time, ILoggerFactory loggers)
    {
        (this.prepared, this.time) = (prepared, time);
        logger = loggers.CreateLogger<RelayHost>();
        // Empty: settings, log and signals are the relay's own.
        HostApplicationBuilder builder = GenericHost.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        // Each part bounds its own stop.
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = Timeout.InfiniteTimeSpan);
        builder.Services.AddSingleton<IHostLifetime, ServiceLifetime>().AddSingleton(prepared).AddSingleton(time).AddSingleton(loggers)
            .AddSingleton<OutboxSignal>().AddSingleton<ProtocolTrace>();
        AddServices(builder.Services, prepared.Settings);
        host = builder.Build();
    }

    /// <summary>Where mail is taken in; known after the start.</summary>
    public IReadOnlyList<IPEndPoint> EndPoints => Mail.Server.EndPoints;

    private MailService Mail => host.Services.GetRequiredService<MailService>();

    /// <summary>Starts everything; when it returns, the listeners greet.</summary>
    /// <exception cref="IOException">The spool cannot be used, or an address is taken.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        long startedAt = time.GetTimestamp();
        await host.StartAsync(cancellationToken);
        IReadOnlyList<IPEndPoint> endPoints = EndPoints;
        double elapsed = time.GetElapsedTime(startedAt).TotalMilliseconds;
        LogReady(logger, prepared.Settings.Hostname, endPoints, (int)elapsed);
    }

    /// <inheritdoc cref="MailService.ApplyAsync"/>
    public Task ApplyAsync(RelaySettings next, CancellationToken cancellationToken) => Mail.ApplyAsync(next, cancellationToken);

    /// <summary>Stops taking mail, finishes or defers what is in flight, and closes everything; safe after a failed start too. What fails is logged,
    /// and the rest goes on.</summary>
    public async Task StopAsync()
    {
        if (hasStopped)
            return;
        hasStopped = true;
        try
        {
            await host.StopAsync(CancellationToken.None);
        }
        catch (AggregateException several)
        {
            foreach (Exception e in several.InnerExceptions)
                LogStopFailed(logger, e);
        }
        catch (Exception e)
        {
            LogStopFailed(logger, e);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        // The parts are disposed of asynchronously, which Dispose cannot do.
        await ((IAsyncDisposable)host).DisposeAsync();
    }

    private static void AddServices(IServiceCollection services, RelaySettings settings)
    {
        // The first to start is the last to stop.
        Add<WatchdogService>(services);

        // A plugin's store stands on what its plugin opens at its start.
        bool pluginsFirst = settings.Spool.Store != SpoolSettings.Local;
        if (pluginsFirst)
            Add<PluginService>(services);
        Add<SpoolService>(services);
        if (!pluginsFirst)
            Add<PluginService>(services);
        Add<PluginCopyService>(services);
        Add<OutboxService>(services);
        Add<MailService>(services);
        Add<AdminService>(services);
        Add<StorageWatchService>(services);
        Add<SharedQueueService>(services);
        Add<DnssecService>(services);
        Add<QueueMeterService>(services);
    }

    // As itself too, so that those after it can be given it.
    private static void Add<TService>(IServiceCollection services)
        where TService : class, IHostedService =>
        services.AddSingleton<TService>().AddSingleton<IHostedService>(static provider => provider.GetRequiredService<TService>());

    [LoggerMessage(Level = LogLevel.Information, Message = "Ready: {Hostname} takes mail on {EndPoints} (after {Milliseconds} ms)",
        EventName = "relay.ready")]
    private static partial void LogReady(ILogger logger, string hostname, IReadOnlyList<IPEndPoint> endPoints, int milliseconds);

    [LoggerMessage(Level = LogLevel.Error, Message = "A part of the relay did not stop cleanly", EventName = "relay.stop-failed")]
    private static partial void LogStopFailed(ILogger logger, Exception e);
}
