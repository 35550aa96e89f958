using Microsoft.Extensions.Logging;
using Relay.Core.Settings;
using Relay.Sdk.Spool;

namespace Relay.Core.Spool;

/// <summary>The embedded store: a SQLite database with content files beside it, for one process.</summary>
public sealed partial class LocalSpool : ISpoolStore
{
    private readonly SpoolSettings settings;
    private readonly TimeProvider time;
    private readonly ILoggerFactory loggers;
    private readonly ILogger<LocalSpool> logger;
    private OpenSpool? opened;

    /// <param name="settings">With an absolute path.</param>
    public LocalSpool(SpoolSettings settings, TimeProvider time, ILoggerFactory loggers)
    {
        (this.settings, this.time, this.loggers, logger) = (settings, time, loggers, loggers.CreateLogger<LocalSpool>());
        Queue = new LocalQueue(this);
        Content = new LocalContent(this);
        Outbox = new LocalOutbox(this, loggers.CreateLogger<LocalOutbox>());
    }

    public ISpoolQueue Queue { get; }

    public ISpoolContent Content { get; }

    public ISpoolOutbox Outbox { get; }

    /// <summary>How long the oldest change or content has been waiting for the disk; zero when none waits. For the watchdog: it grows while the
    /// storage hangs.</summary>
    public TimeSpan OldestWaiting => opened?.OldestWaiting ?? TimeSpan.Zero;

    /// <summary>Narrower limits than the system's, for tests.</summary>
    internal SpoolLimits Limits { get; init; } = new();

    internal bool IsDisposed { get; private set; }

    internal OpenSpool Opened
    {
        get
        {
            ObjectDisposedException.ThrowIf(IsDisposed, this);
            return opened ?? throw new InvalidOperationException("the spool has not been started");
        }
    }

    public ValueTask<SpoolRecovery> StartAsync(CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(IsDisposed, this);
        if (opened is not null)
            throw new InvalidOperationException("the spool has been started already");
        opened = OpenSpool.Open(settings, Limits, time, loggers);
        SpoolRecovery recovery = opened.Recovered;
        if (recovery.AfterCrash)
            LogAfterCrash(recovery.Messages, recovery.InFlight, recovery.Quarantined, recovery.Orphans);
        if (recovery.MissingUpTo is { } last)
            LogMissing(recovery.Missing, last, settings.Path);
        return ValueTask.FromResult(recovery);
    }

    /// <summary>Writes what waits, and closes in order.</summary>
    public async ValueTask DisposeAsync()
    {
        if (IsDisposed)
            return;
        IsDisposed = true;
        if (opened is not null)
            await opened.DisposeAsync();
    }

    /// <summary>Stops as a killed process does: what waits is not written, and the end is not noted. For tests.</summary>
    internal async ValueTask CrashAsync()
    {
        IsDisposed = true;
        if (opened is not null)
            await opened.CrashAsync();
    }
}
