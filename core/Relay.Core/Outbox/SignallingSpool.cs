using Relay.Core.Spool;
using Relay.Sdk.Spool;

namespace Relay.Core.Outbox;

/// <summary>A spool that wakes the outbox when notices have been committed; everything else goes straight through.</summary>
public sealed class SignallingSpool(ISpoolStore inner, IOutboxSignal signal) : ISpoolStore
{
    public ISpoolQueue Queue { get; } = new SignallingQueue(inner.Queue, signal);

    public ISpoolContent Content => inner.Content;

    public ISpoolOutbox Outbox => inner.Outbox;

    public ISpoolWatch? Watch => inner.Watch;

    public ValueTask<SpoolRecovery> StartAsync(CancellationToken cancellationToken) => inner.StartAsync(cancellationToken);

    public ValueTask DisposeAsync() => inner.DisposeAsync();

    private sealed class SignallingQueue(ISpoolQueue inner, IOutboxSignal signal) : ForwardingQueue(inner)
    {
        public override ValueTask<SpoolReceipt> CommitAsync(SpoolChange change, CancellationToken cancellationToken) =>
            change.Notices.Count == 0 && change.CompletedAt is null ? base.CommitAsync(change, cancellationToken)
                : CommitAndRaiseAsync(change, cancellationToken);

        private async ValueTask<SpoolReceipt> CommitAndRaiseAsync(SpoolChange change, CancellationToken cancellationToken)
        {
            SpoolReceipt receipt = await base.CommitAsync(change, cancellationToken);
            if (change.Notices.Count > 0 || receipt.Completed.Count > 0)
                signal.Raise();
            return receipt;
        }
    }
}
