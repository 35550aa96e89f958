using Microsoft.Extensions.Logging;
using Relay.Core.Spool.Writing;
using Relay.Sdk.Spool;

namespace Relay.Core.Spool;

/// <summary>The outbox of the embedded store.</summary>
internal sealed partial class LocalOutbox(LocalSpool spool, ILogger<LocalOutbox> logger) : ISpoolOutbox
{
    public async ValueTask<IReadOnlyList<OutboxNotice>> ReadAsync(long after, int limit, CancellationToken cancellationToken)
    {
        (List<OutboxNotice> notices, int unreadable) = await spool.Opened.Readers.ReadAsync(
            (after, limit), static (reader, state) => reader.LoadNotices(state.after, state.limit), cancellationToken);
        if (unreadable > 0)
            LogUnreadableNotices(unreadable, after);
        return notices;
    }

    public async ValueTask<IReadOnlyDictionary<string, long>> LoadPositionsAsync(string relay, CancellationToken cancellationToken) =>
        await spool.Opened.Readers.ReadAsync(relay, static (reader, relay) => reader.LoadPositions(relay), cancellationToken);

    public async ValueTask SavePositionsAsync(string relay, IReadOnlyDictionary<string, long> positions, CancellationToken cancellationToken)
    {
        for (bool all = false; !all;)
        {
            var save = new PositionsSave(relay, positions);
            await spool.Opened.Queue.AddAsync(save, cancellationToken);
            all = await save.Task.WaitAsync(cancellationToken);
        }
    }

    [LoggerMessage(LogLevel.Error, "{Count} notices in the outbox after position {After} cannot be read and are passed over",
        EventName = "spool.unreadable-notices")]
    private partial void LogUnreadableNotices(int count, long after);
}
