using Relay.Sdk.Spool;

namespace Relay.Core.Outbox;

/// <summary>Reads pages of the outbox; subscribers that keep step with each other share one reading.</summary>
internal sealed class OutboxPages(ISpoolStore store, int size) : IDisposable
{
    private readonly SemaphoreSlim gate = new(1);
    private (long After, IReadOnlyList<OutboxNotice> Notices) last = (0, []);

    internal async ValueTask<IReadOnlyList<OutboxNotice>> ReadAsync(long after, CancellationToken cancellationToken)
    {
        await gate.WaitAsync(cancellationToken);
        try
        {
            if (last.After != after || last.Notices.Count == 0)
                last = (after, await store.Outbox.ReadAsync(after, size, cancellationToken));
            return last.Notices;
        }
        finally
        {
            gate.Release();
        }
    }

    public void Dispose() => gate.Dispose();
}
