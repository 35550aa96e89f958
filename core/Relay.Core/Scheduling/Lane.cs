using System.Threading.Tasks.Sources;
using Microsoft.Extensions.Logging;

namespace Relay.Core.Scheduling;

/// <summary>One worker of a destination: takes entry after entry and sends them over its one connection, and idles with it for a while.</summary>
/// <remarks>An idle lane is nothing but an object in a list; it is woken with its next entry already in hand.</remarks>
internal sealed partial class Lane : IThreadPoolWorkItem, IValueTaskSource<LaneTask>
{
    private readonly Destination destination;
    private readonly SchedulerContext context;
    private ManualResetValueTaskSourceCore<LaneTask> wake = new() { RunContinuationsAsynchronously = true };
    private Waiting held;
    private OperatorOrder? order = OperatorOrder.Closed;

    public Lane(Destination destination, SchedulerContext context)
    {
        (this.destination, this.context) = (destination, context);
        Link = new OutboundLink(context.Parts.Resolver, context.Parts.Transport, context.Hosts);
        IdleNode = new LinkedListNode<Lane>(this);
        IsOpening = true;
        context.LaneStarted();
    }

    public OutboundLink Link { get; }

    public LinkedListNode<Lane> IdleNode { get; }

    /// <summary>Whether it has not come to take its first entry yet. Belongs to the destination's lock.</summary>
    public bool IsOpening { get; set; }

    /// <summary>Since when it is idle, in UTC ticks.</summary>
    public long IdleSince { get; private set; }

    public bool IsConnected => Link.IsConnected;

    /// <summary>Whether it has an entry in hand.</summary>
    public bool IsHolding => held.Claimed is not null;

    /// <summary>Puts an entry into its hands; under the destination's lock.</summary>
    public void Hold(Waiting item)
    {
        held = item;
        Volatile.Write(ref order, null);
    }

    /// <summary>Gives an order about the entry in hand, to be carried out with its outcome; under the destination's lock.</summary>
    /// <returns>False when it does not hold that entry, or the outcome is already decided.</returns>
    public bool TryOrder(long entryId, OperatorOrder wanted) =>
        held.Claimed is { } claimed && claimed.Entry.EntryId == entryId && Interlocked.CompareExchange(ref order, wanted, null) is null;

    /// <summary>Takes the order about the entry in hand; none is taken after this.</summary>
    public OperatorOrder? CloseOrders() => Interlocked.Exchange(ref order, OperatorOrder.Closed);

    /// <summary>Lets go of the entry in hand, which goes back to its destination; false when there is an order about it to be carried out first.</summary>
    public bool TryLetGo() => Interlocked.CompareExchange(ref order, OperatorOrder.Closed, null) is null;

    public void BeginIdle(long now)
    {
        wake.Reset();
        IdleSince = now;
    }

    /// <summary>Ends its idling. Only for who took it off the list of idle lanes.</summary>
    public void Wake(LaneTask task) => wake.SetResult(task);

    /// <summary>Ends it when it is still idle by then; from another thread, because the caller may hold locks.</summary>
    public void RetireSoon() => ThreadPool.UnsafeQueueUserWorkItem(static lane => lane.destination.Retire(lane), this, preferLocal: false);

    public void Execute() => _ = RunAsync();

    LaneTask IValueTaskSource<LaneTask>.GetResult(short token) => wake.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<LaneTask>.GetStatus(short token) => wake.GetStatus(token);

    void IValueTaskSource<LaneTask>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        wake.OnCompleted(continuation, state, token, flags);

    private async Task RunAsync()
    {
        try
        {
            await WorkAsync();
            await Link.CloseAsync();
        }
        catch (Exception e)
        {
            LogLaneFailed(context.Log, e, destination.Name);
        }
        finally
        {
            destination.Ended(this);
            context.LaneEnded();
        }
    }

    private async Task WorkAsync()
    {
        while (true)
        {
            LaneTask task = destination.Take(this);
            if (task == LaneTask.Idle)
                task = await new ValueTask<LaneTask>(this, wake.Version);
            switch (task)
            {
                case LaneTask.Deliver:
                    await context.Courier.DeliverAsync(destination, this, held);
                    held = default;
                    break;
                case LaneTask.Fetch:
                    await destination.FetchAsync();
                    break;
                case LaneTask.End:
                    return;
                default:
                    break;
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A lane of {Destination} failed")]
    private static partial void LogLaneFailed(ILogger log, Exception e, string destination);
}
