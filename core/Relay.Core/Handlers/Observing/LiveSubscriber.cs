using Relay.Sdk.Events;

namespace Relay.Core.Handlers.Observing;

/// <summary>Hands live notices to the observers of one name: in order, from a bounded queue, and never holding up the caller that tells
/// them.</summary>
/// <remarks>When the queue is full the oldest notice is dropped and counted. A notice that an observer fails to take is lost, as the log
/// says.</remarks>
internal sealed class LiveSubscriber(ObserverGroup observers) : IThreadPoolWorkItem, IAsyncDisposable
{
    /// <summary>Most notices that wait.</summary>
    internal const int Limit = 10_000;

    private const int PageSize = 500;

    private readonly Lock gate = new();
    private readonly Queue<ConnectionNotice> waiting = new();
    private readonly CancellationTokenSource ending = new();
    private Task running = Task.CompletedTask;
    private bool isRunning;
    private long dropped;
    private long toldDropped;

    /// <summary>The notices it hears.</summary>
    internal uint Mask => observers.Mask;

    /// <summary>Takes a notice over and returns at once.</summary>
    internal void Tell(ConnectionNotice notice)
    {
        lock (gate)
        {
            if (ending.IsCancellationRequested)
                return;
            if (waiting.Count == Limit)
            {
                waiting.Dequeue();
                dropped++;
                observers.First.Guard.Counters.CountDropped();
            }

            waiting.Enqueue(notice);
            if (isRunning)
                return;
            isRunning = true;
        }

        // Apart from the caller's flow: nothing of its AsyncLocals reaches the plugin.
        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    /// <summary>Drops what waits, takes nothing more, and waits for the call that is being made, which its deadline bounds.</summary>
    public async ValueTask DisposeAsync()
    {
        Task last;
        lock (gate)
        {
            ending.Cancel();
            waiting.Clear();
            last = running;
        }

        await last;
        ending.Dispose();
    }

    void IThreadPoolWorkItem.Execute()
    {
        lock (gate)
            running = DrainAsync();
    }

    private async Task DrainAsync()
    {
        // The lock of Execute must be let go before the first call.
        await Task.Yield();
        while (Take() is { } notices)
        {
            try
            {
                for (int i = 0; i < notices.Count;)
                    i += (await observers.OfferAsync(notices, i, ending.Token)).Count;
            }
            catch (OperationCanceledException) when (ending.IsCancellationRequested)
            {
                return;
            }
        }
    }

    /// <summary>What waits, some of it at a time; null, and the work is over, when nothing does.</summary>
    private List<Notice>? Take()
    {
        lock (gate)
        {
            if (dropped > toldDropped)
                observers.First.Guard.TellDropped(dropped - toldDropped, Limit);
            toldDropped = dropped;
            isRunning = waiting.Count > 0 && !ending.IsCancellationRequested;
            if (!isRunning)
                return null;
            var notices = new List<Notice>();
            while (notices.Count < PageSize && waiting.TryDequeue(out ConnectionNotice? notice))
                notices.Add(notice);
            return notices;
        }
    }
}
