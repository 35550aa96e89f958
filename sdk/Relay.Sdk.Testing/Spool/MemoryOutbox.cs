using Relay.Sdk.Spool;

namespace Relay.Sdk.Testing.Spool;

/// <summary>The outbox of a <see cref="MemorySpool"/>.</summary>
internal sealed class MemoryOutbox(MemoryState state, MemorySpool spool) : ISpoolOutbox
{
    public ValueTask<IReadOnlyList<OutboxNotice>> ReadAsync(long after, int limit, CancellationToken cancellationToken)
    {
        if (spool.OutboxFault is { } fault)
            throw fault;
        return new ValueTask<IReadOnlyList<OutboxNotice>>(state.Use(s =>
        {
            s.OutboxReads++;
            return s.Notices.Where(notice => notice.Position > after).Take(limit).ToList();
        }));
    }

    public ValueTask<IReadOnlyDictionary<string, long>> LoadPositionsAsync(string relay, CancellationToken cancellationToken) =>
        new(state.Use(s => s.PositionsOf(relay)));

    public ValueTask SavePositionsAsync(string relay, IReadOnlyDictionary<string, long> positions, CancellationToken cancellationToken)
    {
        state.Use(s =>
        {
            s.OutboxSaves++;
            foreach (string subscriber in s.PositionsOf(relay).Keys)
                s.Positions.Remove((relay, subscriber));
            foreach ((string subscriber, long position) in positions)
                s.Positions[(relay, subscriber)] = position;
            return s.Positions.Count == 0 ? 0 : s.Notices.RemoveAll(notice => s.Positions.Values.All(position => position >= notice.Position));
        });
        return ValueTask.CompletedTask;
    }
}
