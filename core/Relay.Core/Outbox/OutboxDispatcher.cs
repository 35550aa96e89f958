using Microsoft.Extensions.Logging;
using Relay.Core.Handlers;
using Relay.Sdk.Spool;

namespace Relay.Core.Outbox;

/// <summary>Hands committed notices to observers. Mail never waits for it, and no observer waits for another.</summary>
/// <remarks>
/// Each subscriber has its own position, saved about once a second, so that notices come at least once. A subscriber that is new
/// begins with what is committed from then on. For one whose plugin could not be started everything is kept until it is back.
/// <see cref="StartAsync"/> and <see cref="StopAsync"/> are called once each.
/// </remarks>
public sealed partial class OutboxDispatcher : IAsyncDisposable
{
    private readonly ISpoolStore store;
    private readonly OutboxTerms terms;
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private readonly OutboxPages pages;
    private readonly CurrentHandlers handlers;
    private readonly OutboxBound bound;
    private readonly OutboxReader[] readers;
    private readonly List<OutboxPlace> places;
    private readonly CancellationTokenSource stopping = new();
    private Dictionary<string, long>? saved;
    private Task running = Task.CompletedTask;

    /// <param name="handlers">Holds the observers; plugins have started.</param>
    /// <param name="store">Holds the outbox; it has started.</param>
    /// <param name="signal">Raised after each commit with notices.</param>
    public OutboxDispatcher(CurrentHandlers handlers, ISpoolStore store, OutboxSignal signal, TimeProvider time, ILogger<OutboxDispatcher> logger, OutboxTerms? terms = null)
    {
        (this.store, this.time, this.logger, this.terms) = (store, time, logger, terms ?? new OutboxTerms());
        this.handlers = handlers;
        pages = new OutboxPages(store, this.terms.PageSize);
        bound = new OutboxBound(store, this.terms, logger);
        readers = [.. handlers.Subscribers.Select(subscriber => new OutboxReader(subscriber, pages, signal, this.terms, time, logger))];
        places = [.. readers.Select(reader => reader.Place)];
    }

    /// <summary>Where each subscriber stands.</summary>
    public IReadOnlyList<SubscriberRecord> List() => [.. readers.Select(reader => new SubscriberRecord(reader.Place.Name, reader.Place.Position, reader.Failures))];

    /// <summary>Finds the positions and starts handing over. To be called before the relay takes mail.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        IReadOnlyDictionary<string, long> known = await store.LoadPositionsAsync(cancellationToken).ConfigureAwait(false);
        long? end = null;
        foreach (OutboxPlace place in places)
            place.MoveTo(known.TryGetValue(place.Name, out long position) ? position : end ??= await FindEndAsync(known.Values.DefaultIfEmpty().Max(), cancellationToken).ConfigureAwait(false));
        KeepForAbsent(known);
        await SaveAsync().ConfigureAwait(false);
        if (places.Count == 0)
            return;
        // Apart from the caller's flow, on threads of the pool.
        running = Task.Run(() => Task.WhenAll([SaveNowAndThenAsync(), .. readers.Select(RunAsync)]), CancellationToken.None);
    }

    /// <summary>Stops handing over and saves the positions. A notice in hand is handed over again after the next start.</summary>
    public async Task StopAsync()
    {
        if (stopping.IsCancellationRequested)
            return;
        await stopping.CancelAsync().ConfigureAwait(false);
        await running.ConfigureAwait(false);
        await SaveAsync().ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync().ConfigureAwait(false);
        pages.Dispose();
        stopping.Dispose();
    }

    /// <summary>Keeps the places of subscribers whose plugin could not be started now. What else has a place is gone for good, and so is its place with the next save.</summary>
    private void KeepForAbsent(IReadOnlyDictionary<string, long> known)
    {
        foreach ((string name, long position) in known)
        {
            if (places.Exists(place => place.Name == name))
                continue;
            if (!handlers.KeepFor(name))
            {
                LogForgotten(logger, name, position);
                continue;
            }

            OutboxPlace absent = new(name);
            absent.MoveTo(position);
            places.Add(absent);
            LogAbsent(logger, name, position);
        }
    }

    private async Task RunAsync(OutboxReader reader)
    {
        try
        {
            await reader.RunAsync(stopping.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            LogStopped(logger, reader.Place.Name, reader.Place.Position);
        }
        catch (Exception e)
        {
            // Only this subscriber stands still, and its position with it: nothing is lost.
            LogDied(logger, reader.Place.Name, reader.Place.Position, e);
        }
    }

    private async Task SaveNowAndThenAsync()
    {
        using PeriodicTimer timer = new(terms.Save, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stopping.Token).ConfigureAwait(false))
                await SaveAsync().ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return;
        }
    }

    private async Task SaveAsync()
    {
        try
        {
            foreach (OutboxPlace place in places)
                await bound.KeepAsync(place).ConfigureAwait(false);
            Dictionary<string, long> positions = places.ToDictionary(place => place.Name, place => place.Position);
            if (positions.Count == saved?.Count && positions.All(p => saved.GetValueOrDefault(p.Key, -1) == p.Value))
                return;
            await store.SavePositionsAsync(positions, CancellationToken.None).ConfigureAwait(false);
            saved = positions;
        }
        catch (IOException e)
        {
            LogUnsaved(logger, e.Message);
        }
    }

    /// <param name="end">Where it is at least: also an outbox that is empty now has come so far.</param>
    private async Task<long> FindEndAsync(long end, CancellationToken cancellationToken)
    {
        while (await store.ReadOutboxAsync(end, terms.PageSize, cancellationToken).ConfigureAwait(false) is { Count: > 0 } page)
            end = page[^1].Position;
        return end;
    }

    [LoggerMessage(LogLevel.Debug, "outbox: {Subscriber} stopped at {Position}")]
    private static partial void LogStopped(ILogger logger, string subscriber, long position);

    [LoggerMessage(LogLevel.Critical, "outbox: {Subscriber} stands still at {Position} until the relay is started again")]
    private static partial void LogDied(ILogger logger, string subscriber, long position, Exception exception);

    [LoggerMessage(LogLevel.Error, "outbox: positions cannot be saved: {Problem}")]
    private static partial void LogUnsaved(ILogger logger, string problem);

    [LoggerMessage(LogLevel.Warning, "outbox: the plugin of {Subscriber} is not there; what happens after {Position} is kept until it is back")]
    private static partial void LogAbsent(ILogger logger, string subscriber, long position);

    [LoggerMessage(LogLevel.Information, "outbox: {Subscriber} is no handler of the plugins that are on; nothing after {Position} is kept for it")]
    private static partial void LogForgotten(ILogger logger, string subscriber, long position);
}
