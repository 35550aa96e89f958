using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Relay.Core.Outbox;
using Relay.Core.Settings;
using Relay.Core.Spool;
using Relay.Sdk.Spool;

namespace Relay.Host.Composition.Services;

/// <summary>Opens the spool, the relay's own or a plugin's, and closes it.</summary>
internal sealed partial class SpoolService(PreparedRelay prepared, OutboxSignal signal, TimeProvider time, ILoggerFactory loggers) : IHostedService
{
    private readonly ILogger logger = loggers.CreateLogger<SpoolService>();
    private ISpoolStore? opened;

    /// <summary>The spool; there from its start on.</summary>
    public ISpoolStore Store { get; private set; } = null!;

    /// <summary>The spool when it is the relay's own; otherwise null.</summary>
    public LocalSpool? Local => opened as LocalSpool;

    /// <summary>What the start found; null before it.</summary>
    public SpoolRecovery? Recovered { get; private set; }

    /// <exception cref="IOException">The spool cannot be used.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        SpoolSettings settings = prepared.Settings.Spool;
        opened = settings.Store == SpoolSettings.Local
            ? new LocalSpool(settings, time, loggers)
            : prepared.Plugins.CreateSpoolStore(settings.Store)
            ?? throw new IOException($"no plugin has a spool store '{settings.Store}' (spool.store)");
        Recovered = await opened.StartAsync(cancellationToken);
        LogSpool(logger, Recovered.Messages, settings.Path);
        Store = new SignallingSpool(opened, signal);
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (opened is not null)
            await opened.DisposeAsync();
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The spool has {Messages} messages ({Path})", EventName = "relay.spool")]
    private static partial void LogSpool(ILogger logger, long messages, string path);
}
