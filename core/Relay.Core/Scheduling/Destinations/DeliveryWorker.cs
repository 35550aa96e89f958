using System.Threading.Tasks.Sources;
using Microsoft.Extensions.Logging;
using Relay.Core.Scheduling.Connections;
using Relay.Core.Scheduling.Entries;
using Relay.Core.Scheduling.Lifetime;
using Relay.Core.Scheduling.Timing;

namespace Relay.Core.Scheduling.Destinations;

/// <summary>A worker of a destination: takes entry after entry and sends them over its one connection, and idles with it for a while.</summary>
/// <remarks>An idle worker is nothing but an object in a list; it is woken with its next entry already in hand.</remarks>
internal sealed partial class DeliveryWorker : IThreadPoolWorkItem, IValueTaskSource<WorkerTask>, IIdleConnection
{
    private readonly Destination destination;
    private readonly ConnectionSlot slot;
    private readonly IEntryDelivery delivery;
    private readonly SchedulerLifetime life;
    private readonly ILogger log;
    private ManualResetValueTaskSourceCore<WorkerTask> wake = new() { RunContinuationsAsynchronously = true };
    private ClaimedItem held;
    private OperatorOrder? order = OperatorOrder.Closed;

    public DeliveryWorker(Destination destination, WorkerConnection connection, ConnectionSlot slot, IEntryDelivery delivery, SchedulerLifetime life,
        ILogger log)
    {
        (this.destination, Connection, this.slot, this.delivery, this.life, this.log) = (destination, connection, slot, delivery, life, log);
        IdleNode = new LinkedListNode<IIdleConnection>(this);
        IsOpening = true;
        life.WorkerStarted();
    }

    public WorkerConnection Connection { get; }

    public LinkedListNode<IIdleConnection> IdleNode { get; }

    /// <summary>Whether it has not come to take its first entry yet. Belongs to the destination's lock.</summary>
    public bool IsOpening { get; set; }

    /// <summary>Since when it is idle.</summary>
    public Instant IdleSince { get; private set; }

    public bool IsConnected => Connection.IsConnected;

    /// <summary>Whether it waits for the route or the hosts of its entry.</summary>
    public bool IsLookingUp => slot.IsLookingUp;

    /// <inheritdoc cref="ConnectionSlot.LookUpIfNeededAsync"/>
    public ValueTask<T?> LookUpIfNeededAsync<T>(Func<CancellationToken, ValueTask<T>> look, CancellationToken cancellationToken)
        where T : class => slot.LookUpIfNeededAsync(look, cancellationToken);

    /// <summary>Whether it has an entry in hand.</summary>
    public bool IsHolding => held.Claimed is not null;

    /// <summary>Whether it has this entry in hand.</summary>
    public bool IsSending(long entryId) => held.Claimed is { } claimed && claimed.Entry.EntryId == entryId;

    /// <summary>Puts an entry into its hands; under the destination's lock.</summary>
    public void Hold(ClaimedItem item)
    {
        held = item;
        Volatile.Write(ref order, null);
    }

    /// <summary>Gives an order about the entry in hand, to be carried out with its outcome; under the destination's lock.</summary>
    /// <returns>False when it does not hold that entry, or the outcome is already decided.</returns>
    public bool TryOrder(long entryId, OperatorOrder wanted) => IsSending(entryId) && Interlocked.CompareExchange(ref order, wanted, null) is null;

    /// <summary>Takes the order about the entry in hand; none is taken after this.</summary>
    public OperatorOrder? CloseOrders() => Interlocked.Exchange(ref order, OperatorOrder.Closed);

    /// <summary>Lets go of the entry in hand, which goes back to its destination; false when there is an order about it to be carried out
    /// first.</summary>
    public bool TryLetGo() => Interlocked.CompareExchange(ref order, OperatorOrder.Closed, null) is null;

    public void BeginIdle(Instant now)
    {
        wake.Reset();
        IdleSince = now;
    }

    /// <summary>Ends its idling. Only for the caller that took it off the list of idle workers.</summary>
    public void Wake(WorkerTask task) => wake.SetResult(task);

    /// <inheritdoc/>
    public void CloseSoon() => ThreadPool.UnsafeQueueUserWorkItem(static worker => worker.destination.Retire(worker), this, preferLocal: false);

    public void Execute() => _ = RunAsync();

    WorkerTask IValueTaskSource<WorkerTask>.GetResult(short token) => wake.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<WorkerTask>.GetStatus(short token) => wake.GetStatus(token);

    void IValueTaskSource<WorkerTask>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        wake.OnCompleted(continuation, state, token, flags);

    private async Task RunAsync()
    {
        try
        {
            await WorkAsync();
            await Connection.CloseAsync();
        }
        catch (Exception e)
        {
            LogWorkerFailed(log, e, destination.Name);
        }
        finally
        {
            slot.Give();
            destination.Ended(this);
            life.WorkerEnded();
        }
    }

    private async Task WorkAsync()
    {
        while (true)
        {
            WorkerTask task = destination.Take(this);
            if (task == WorkerTask.Idle)
                task = await new ValueTask<WorkerTask>(this, wake.Version);
            switch (task)
            {
                case WorkerTask.Deliver:
                    await delivery.DeliverAsync(destination, this, held);
                    held = default;
                    break;
                case WorkerTask.Fetch:
                    await destination.FetchAsync();
                    break;
                case WorkerTask.End:
                    return;
                default:
                    break;
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A delivery worker of {Destination} failed", EventName = "scheduling.worker-failed")]
    private static partial void LogWorkerFailed(ILogger log, Exception e, string destination);
}
