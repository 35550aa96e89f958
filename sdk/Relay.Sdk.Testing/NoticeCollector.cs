using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Relay.Sdk.Events;
using Relay.Sdk.Plugins;

namespace Relay.Sdk.Testing;

/// <summary>A plugin that keeps every notice for the test.</summary>
internal sealed class NoticeCollector : IRelayPlugin
{
    internal const string Id = "notice-collector";
    private readonly ConcurrentQueue<Notice> notices = new();
    private volatile TaskCompletionSource next = NewSignal();

    internal IReadOnlyList<Notice> Notices => [.. notices];

    /// <summary>Completes with the next notice.</summary>
    internal Task Next => next.Task;

    public void Configure(IPluginBuilder relay)
    {
        relay.Services.AddSingleton(this);
        // The clock may leap while a notice is told.
        relay.Observe<Notice, Keeper>(new HandlerOptions { Timeout = TimeSpan.FromHours(1) });
    }

    private void Add(Notice notice)
    {
        notices.Enqueue(notice);
        Interlocked.Exchange(ref next, NewSignal()).SetResult();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private sealed class Keeper(NoticeCollector collector) : IObserve<Notice>
    {
        public ValueTask ObserveAsync(Notice notice, CancellationToken cancellationToken)
        {
            collector.Add(notice);
            return ValueTask.CompletedTask;
        }
    }
}
