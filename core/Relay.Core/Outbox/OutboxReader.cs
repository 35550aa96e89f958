using Microsoft.Extensions.Logging;
using Relay.Core.Handlers;
using Relay.Core.Handlers.Guarding;
using Relay.Core.Handlers.Observing;
using Relay.Sdk.Events;
using Relay.Sdk.Plugins;
using Relay.Sdk.Spool;

namespace Relay.Core.Outbox;

/// <summary>Hands the outbox to one subscriber: in order, each notice until it is taken.</summary>
/// <param name="name">The subscriber's; its observers are those of the handler table that is in force when a notice is handed over.</param>
internal sealed partial class OutboxReader(string name, CurrentHandlers handlers, OutboxPages pages, OutboxSignal signal, OutboxOptions options,
    TimeProvider time, ILogger logger)
{
    private int failures;

    /// <summary>Where it stands. Others may move it forward: what was given up meanwhile is not handed over.</summary>
    internal OutboxCursor Cursor { get; init; } = new(name);

    internal int Failures => Volatile.Read(ref failures);

    /// <summary>Runs until the token fires.</summary>
    internal async Task RunAsync(CancellationToken stopping)
    {
        while (true)
        {
            long seen = signal.Raised;
            IReadOnlyList<OutboxNotice> page = await ReadAsync(stopping);
            Notice[] notices = [.. page.Select(static stored => stored.Notice)];
            for (int i = 0; i < notices.Length;)
            {
                i += await HandOverAsync(page, notices, i, stopping);
                Cursor.MoveTo(page[i - 1].Position);
            }

            if (page.Count > 0)
                continue;
            await WaitAsync(seen, stopping);
        }
    }

    private async ValueTask<IReadOnlyList<OutboxNotice>> ReadAsync(CancellationToken stopping)
    {
        try
        {
            return await pages.ReadAsync(Cursor.Position, stopping);
        }
        catch (IOException e)
        {
            LogUnreadable(logger, name, e.Message);
            await Task.Delay(options.FirstRetry, time, stopping);
            return [];
        }
    }

    private async Task WaitAsync(long seen, CancellationToken stopping)
    {
        try
        {
            await signal.WaitAsync(seen).WaitAsync(options.Idle, time, stopping);
            await Task.Delay(options.Gather, time, stopping);
        }
        catch (TimeoutException)
        {
            // A look without a signal, in case one was forgotten.
        }
    }

    /// <summary>Hands over the notice at <paramref name="start"/>, perhaps with some behind it, until they are taken; gives their number.</summary>
    private async Task<int> HandOverAsync(IReadOnlyList<OutboxNotice> page, Notice[] notices, int start, CancellationToken stopping)
    {
        TimeSpan wait = options.FirstRetry;
        int count = 1;
        while (Cursor.Position < page[start].Position)
        {
            (count, HandlerFailure? failure) = await OfferAsync(notices, start, stopping);
            if (failure is null)
                break;
            MessageNotice first = page[start].Notice;
            if (failure.Policy == FailurePolicy.Ignore)
            {
                LogDropped(logger, name, first.Name, first.EventId, first.MessageId.ToString(), failure.Incident, count - 1);
                break;
            }

            Interlocked.Increment(ref failures);
            LogRetry(logger, name, first.Name, first.EventId, failure.Incident, wait.TotalSeconds);
            await Task.Delay(wait, time, stopping);
            wait = wait * 2 < options.LastRetry ? wait * 2 : options.LastRetry;
        }

        Interlocked.Exchange(ref failures, 0);
        return count;
    }

    private async ValueTask<(int Count, HandlerFailure? Failure)> OfferAsync(Notice[] notices, int start, CancellationToken stopping)
    {
        using (HandlerLease lease = handlers.Lease())
        {
            if (lease.Table.Subscribers.TryGetValue(name, out OutboxSubscriber? subscriber))
                return await subscriber.OfferAsync(notices, start, stopping);
        }

        // The subscriber is gone, and the dispatcher is about to stop this reader. Nothing is handed over and nothing is skipped meanwhile.
        await Task.Delay(Timeout.InfiniteTimeSpan, time, stopping);
        return default;
    }

    [LoggerMessage(LogLevel.Warning, "outbox: {Subscriber} could not take {Event} {EventId} (incident {Incident}); again in {Seconds} s",
        EventName = "outbox.retry")]
    private static partial void LogRetry(ILogger logger, string subscriber, string @event, string eventId, string incident, double seconds);

    [LoggerMessage(LogLevel.Error, "outbox: {Subscriber} could not take {Event} {EventId} of message {MessageId} (incident {Incident}); dropped by " +
        "its policy, with {More} behind it", EventName = "outbox.dropped")]
    private static partial void LogDropped(ILogger logger, string subscriber, string @event, string eventId, string messageId, string incident,
        int more);

    [LoggerMessage(LogLevel.Error, "outbox: cannot be read for {Subscriber}: {Problem}", EventName = "outbox.unreadable")]
    private static partial void LogUnreadable(ILogger logger, string subscriber, string problem);
}
