using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Relay.Core.Settings;
using Relay.Core.Spool.Reading;
using Relay.Core.Spool.Writing;
using Relay.Sdk.Mail;
using Relay.Sdk.Spool;

namespace Relay.Core.Spool;

/// <summary>The embedded store: a SQLite database with content files beside it, for one process.</summary>
/// <param name="settings">With an absolute path.</param>
public sealed partial class LocalSpool(SpoolSettings settings, TimeProvider time, ILoggerFactory loggers) : ISpoolStore
{
    private readonly ILogger<LocalSpool> logger = loggers.CreateLogger<LocalSpool>();
    private OpenSpool? opened;
    private bool disposed;

    /// <summary>Narrower limits than the system's, for tests.</summary>
    internal SpoolLimits Limits { get; init; } = new();

    public bool HasRoom => Opened.HasRoom;

    /// <summary>How long the oldest change or content has been waiting for the disk; zero when none waits. For the watchdog: it grows while the storage hangs.</summary>
    public TimeSpan OldestWaiting => opened?.OldestWaiting ?? TimeSpan.Zero;

    private OpenSpool Opened
    {
        get
        {
            ObjectDisposedException.ThrowIf(disposed, this);
            return opened ?? throw new InvalidOperationException("the spool has not been started");
        }
    }

    public ValueTask<SpoolRecovery> StartAsync(CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        if (opened is not null)
            throw new InvalidOperationException("the spool has been started already");
        opened = OpenSpool.Open(settings, Limits, time, loggers);
        SpoolRecovery recovery = opened.Recovered;
        if (recovery.AfterCrash)
            LogAfterCrash(recovery.Messages, recovery.InFlight, recovery.Quarantined, recovery.Orphans);
        return ValueTask.FromResult(recovery);
    }

    public ISpoolDraft BeginDraft(MessageId id, bool mayUseReserve = false) => Opened.BeginDraft(id, mayUseReserve);

    public ValueTask<SpoolReceipt> CommitAsync(SpoolChange change, CancellationToken cancellationToken) =>
        Opened.Committer.CommitAsync(change, cancellationToken);

    public ValueTask<IReadOnlyList<ClaimedEntry>> ClaimDueAsync(
        string destination, DateTimeOffset now, int limit, CancellationToken cancellationToken) =>
        Opened.Claimer.ClaimDueAsync(destination, now, limit, cancellationToken);

    public ValueTask<IReadOnlyList<ClaimedEntry>> ClaimAttentionAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken) =>
        Opened.Claimer.ClaimAttentionAsync(now, limit, cancellationToken);

    public ValueTask<ClaimedEntry?> ClaimAsync(long entryId, CancellationToken cancellationToken) =>
        Opened.Claimer.ClaimAsync(entryId, cancellationToken);

    public void Release(IReadOnlyList<ClaimedEntry> entries)
    {
        // Deliveries that end late, while the relay stops, may give back to a closed store: the claims have ended with it.
        if (!disposed)
            Opened.Claims.End(entries);
    }

    public void MarkInFlight(QueueEntry entry) => Opened.Claims.Mark(entry.EntryId);

    public ValueTask<SpooledContent?> OpenContentAsync(MessageId id, CancellationToken cancellationToken) =>
        Opened.Contents.OpenAsync(id, cancellationToken);

    public async IAsyncEnumerable<DestinationBacklog> ListDestinationsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using QueueLister lister = Opened.OpenLister();
        await foreach (DestinationBacklog destination in QueueListing.ListDestinationsAsync(lister, cancellationToken))
            yield return destination;
    }

    public ValueTask<DateTimeOffset?> NextDueAsync(string destination, CancellationToken cancellationToken) =>
        Opened.Claimer.NextDueAsync(destination, cancellationToken);

    public async IAsyncEnumerable<QueueEntry> ListAsync(QueueFilter filter, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        OpenSpool spool = Opened;
        using QueueLister lister = spool.OpenLister();
        await foreach (QueueEntry entry in QueueListing.ListAsync(lister, filter, spool.Claimer.SetAsideAsync, cancellationToken))
            yield return entry;
    }

    public async ValueTask<IReadOnlyList<OutboxNotice>> ReadOutboxAsync(long after, int limit, CancellationToken cancellationToken)
    {
        (List<OutboxNotice> notices, int unreadable) = await Opened.Readers.ReadAsync(
            (after, limit), static (reader, state) => reader.LoadNotices(state.after, state.limit), cancellationToken);
        if (unreadable > 0)
            LogUnreadableNotices(unreadable, after);
        return notices;
    }

    public async ValueTask<IReadOnlyDictionary<string, long>> LoadPositionsAsync(CancellationToken cancellationToken) =>
        await Opened.Readers.ReadAsync(0, static (reader, _) => reader.LoadPositions(), cancellationToken);

    public async ValueTask SavePositionsAsync(IReadOnlyDictionary<string, long> positions, CancellationToken cancellationToken)
    {
        for (bool all = false; !all;)
        {
            var save = new PositionsSave(positions);
            await Opened.Queue.AddAsync(save, cancellationToken);
            all = await save.Task.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Writes what waits, and closes in order.</summary>
    public async ValueTask DisposeAsync()
    {
        if (disposed)
            return;
        disposed = true;
        if (opened is not null)
            await opened.DisposeAsync();
    }

    /// <summary>Stops as a killed process does: what waits is not written, and the end is not noted. For tests.</summary>
    internal async ValueTask CrashAsync()
    {
        disposed = true;
        if (opened is not null)
            await opened.CrashAsync();
    }
}
