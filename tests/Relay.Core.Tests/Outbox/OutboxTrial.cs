using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Relay.Core.Handlers;
using Relay.Core.Handlers.Guarding;
using Relay.Core.Handlers.Observing;
using Relay.Core.Handlers.Tables;
using Relay.Core.Outbox;
using Relay.Core.Tests.Handlers;
using Relay.Sdk.Events;
using Relay.Sdk.Testing.Spool;
using Relay.TestKit.Spool;

namespace Relay.Core.Tests.Outbox;

/// <summary>A dispatcher over an outbox in memory, with observers made of lambdas and a clock that the test turns.</summary>
internal sealed class OutboxTrial : IAsyncDisposable
{
    private readonly HandlerTrial handlers = new();
    private OutboxDispatcher? dispatcher;

    public MemorySpool Outbox { get; init; } = new();

    public OutboxOptions Options { get; init; } = new();

    public IHandlers Published { get; private set; } = NoHandlers.Instance;

    public IReadOnlyCollection<string> Log => handlers.Log.Lines;

    public OutboxSignal Signal { get; } = new();

    public OutboxDispatcher Dispatcher => dispatcher!;

    /// <summary>Event ids in the order of arrival.</summary>
    public ConcurrentQueue<string> Heard { get; } = [];

    public void Observe<TNotice>(Func<TNotice, CancellationToken, ValueTask>? observe = null, HandlerCallOptions? options = null)
        where TNotice : Notice =>
        handlers.Add(
            (table, guard) =>
                table.AddObserver(new ObserverSlot<TNotice>(new Observer<TNotice>(observe ?? ((_, _) => ValueTask.CompletedTask), Heard), guard)),
                options);

    /// <summary>Notes each batch, its event ids joined by spaces.</summary>
    public void ObserveMany<TNotice>(int batch, Func<IReadOnlyList<TNotice>, ValueTask>? observe = null)
        where TNotice : Notice =>
        handlers.Add(
            (table, guard) =>
                table.AddObserver(new BatchObserverSlot<TNotice>(new BatchObserver<TNotice>(observe ?? (_ => ValueTask.CompletedTask), Heard), guard,
                    batch)));

    public void LeaveOut(string plugin) => handlers.LeaveOut(plugin);

    public async Task StartAsync()
    {
        CurrentHandlers published = handlers.Publish();
        Published = published;
        dispatcher = new OutboxDispatcher(published, Outbox, Signal, handlers.Time, new Logger<OutboxDispatcher>(handlers.Log), Options);
        await dispatcher.StartAsync(CancellationToken.None);
    }

    /// <summary>Puts another handler table in force: one observer for each of these, in place of those before.</summary>
    /// <returns>The table that was in force.</returns>
    public async Task<HandlerTable> ChangeAsync<TNotice>(params IReadOnlyList<ConcurrentQueue<string>> heard)
        where TNotice : Notice
    {
        HandlerTrial next = new();
        foreach (ConcurrentQueue<string> queue in heard)
            next.Add(
                (table, guard) =>
                    table.AddObserver(new ObserverSlot<TNotice>(new Observer<TNotice>((_, _) => ValueTask.CompletedTask, queue), guard)));
        return await ((CurrentHandlers)Published).PublishAsync(next.Build(handlers.Time), CancellationToken.None);
    }

    public void Commit(params IReadOnlyList<MessageNotice> notices)
    {
        Outbox.Commit(notices);
        Signal.Raise();
    }

    /// <summary>Turns the clock until the condition holds.</summary>
    public async Task UntilAsync(Func<bool> condition, TimeSpan? step = null)
    {
        using CancellationTokenSource patience = new(TimeSpan.FromSeconds(30));
        while (!condition())
        {
            patience.Token.ThrowIfCancellationRequested();
            handlers.Time.Advance(step ?? TimeSpan.FromMilliseconds(10));
            await Task.Yield();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (dispatcher is not null)
            await dispatcher.DisposeAsync();
    }

    private sealed class BatchObserver<TNotice>(Func<IReadOnlyList<TNotice>, ValueTask> observe, ConcurrentQueue<string> heard)
        : IObserveMany<TNotice>
        where TNotice : Notice
    {
        public async ValueTask ObserveAsync(IReadOnlyList<TNotice> notices, CancellationToken cancellationToken)
        {
            await observe(notices);
            heard.Enqueue(string.Join(' ', notices.Select(static notice => notice.EventId)));
        }
    }

    private sealed class Observer<TNotice>(Func<TNotice, CancellationToken, ValueTask> observe, ConcurrentQueue<string> heard) : IObserve<TNotice>
        where TNotice : Notice
    {
        public async ValueTask ObserveAsync(TNotice notice, CancellationToken cancellationToken)
        {
            await observe(notice, cancellationToken);
            heard.Enqueue(notice.EventId);
        }
    }
}
