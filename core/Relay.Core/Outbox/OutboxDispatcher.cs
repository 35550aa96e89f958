using Microsoft.Extensions.Logging;
using Relay.Core.Handlers;
using Relay.Core.Handlers.Tables;
using Relay.Sdk.Spool;

namespace Relay.Core.Outbox;

/// <summary>Hands committed notices to observers. Mail never waits for it, and no observer waits for another.</summary>
/// <remarks>
/// Each subscriber has its own position, saved about once a second, so that notices come at least once. A subscriber that is new
/// begins with what is committed from then on. All notices are kept for a subscriber if its plugin could not be started, until the plugin is back.
/// Readers come and go with the handler table: a reader that stays goes on from its position, with the observers of the new table.
/// <see cref="StartAsync"/> and <see cref="StopAsync"/> are called once each.
/// </remarks>
public sealed partial class OutboxDispatcher : IAsyncDisposable, ITableFollower
{
    private readonly ISpoolStore store;
    private readonly OutboxOptions options;
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private readonly OutboxPages pages;
    private readonly CurrentHandlers handlers;
    private readonly OutboxSignal signal;
    private readonly OutboxBound bound;
    // Held while cursors change or are saved.
    private readonly SemaphoreSlim gate = new(1, 1);
    private readonly List<OutboxCursor> cursors = [];
    private readonly CancellationTokenSource stopping = new();
    private volatile RunningReader[] readers = [];
    private Dictionary<string, long>? saved;
    private Task saving = Task.CompletedTask;

    /// <param name="handlers">Holds the observers; plugins have started.</param>
    /// <param name="store">Holds the outbox; it has started.</param>
    /// <param name="signal">Raised after each commit with notices.</param>
    public OutboxDispatcher(CurrentHandlers handlers, ISpoolStore store, OutboxSignal signal, TimeProvider time, ILogger<OutboxDispatcher> logger,
        OutboxOptions? options = null)
    {
        (this.store, this.time, this.logger, this.options) = (store, time, logger, options ?? new OutboxOptions());
        (this.handlers, this.signal) = (handlers, signal);
        pages = new OutboxPages(store, this.options.PageSize);
        bound = new OutboxBound(store, this.options, logger);
    }

    /// <summary>Where each subscriber stands.</summary>
    public IReadOnlyList<SubscriberRecord> List() =>
        [.. readers.Select(running => running.Reader).Select(reader => new SubscriberRecord(reader.Cursor.Name, reader.Cursor.Position,
            reader.Failures))];

    /// <summary>Finds the positions and starts handing over. To be called before the relay takes mail.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        IReadOnlyDictionary<string, long> known = await store.Outbox.LoadPositionsAsync(options.Relay, cancellationToken);
        string[] names = [.. handlers.Subscribers];
        foreach ((string name, long position) in known)
            AddCursor(name, position);
        await AddCursorsAsync(names, cancellationToken);
        KeepOnly(names);
        await SaveAsync();
        RunReaders(names);
        handlers.Follower = this;
    }

    /// <summary>Stops handing over and saves the positions. A notice in hand is handed over again after the next start.</summary>
    public async Task StopAsync()
    {
        if (stopping.IsCancellationRequested)
            return;
        handlers.Follower = null;
        await stopping.CancelAsync();
        await Task.WhenAll([saving, .. readers.Select(running => running.Ended)]);
        await SaveAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        pages.Dispose();
        gate.Dispose();
        stopping.Dispose();
    }

    // The position of a new subscriber is found before its notices are written, so that it begins with the first.
    async ValueTask ITableFollower.PrepareAsync(HandlerTable next, CancellationToken cancellationToken)
    {
        await gate.WaitAsync(cancellationToken);
        try
        {
            await AddCursorsAsync([.. next.Subscribers.Keys], cancellationToken);
        }
        finally
        {
            gate.Release();
        }
    }

    async ValueTask ITableFollower.FollowAsync(HandlerTable current)
    {
        string[] names = [.. current.Subscribers.Keys];
        RunningReader[] leaving = [.. readers.Where(running => !current.Subscribers.ContainsKey(running.Name))];
        foreach (RunningReader running in leaving)
            await running.StopAsync();
        await gate.WaitAsync(stopping.Token);
        try
        {
            readers = [.. readers.Except(leaving)];
            KeepOnly(names);
            RunReaders(names);
        }
        finally
        {
            gate.Release();
        }
    }

    private OutboxCursor AddCursor(string name, long position)
    {
        OutboxCursor cursor = new(name);
        cursor.MoveTo(position);
        cursors.Add(cursor);
        return cursor;
    }

    private async Task AddCursorsAsync(IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        string[] added = [.. names.Where(name => !cursors.Exists(cursor => cursor.Name == name))];
        if (added.Length == 0)
            return;
        long end = await FindEndAsync(cursors.Select(cursor => cursor.Position).DefaultIfEmpty().Max(), cancellationToken);
        foreach (string name in added)
            AddCursor(name, end);
    }

    /// <summary>Keeps the cursors of these subscribers, and of subscribers that wait for a plugin that could not be started. All other subscribers
    /// are gone for good: the next save drops their cursors.</summary>
    private void KeepOnly(IReadOnlyList<string> names)
    {
        bool anyAbsent = false;
        foreach (OutboxCursor cursor in cursors.Where(cursor => !names.Contains(cursor.Name)).ToArray())
        {
            if (handlers.KeepFor(cursor.Name))
            {
                anyAbsent = true;
                LogAbsent(logger, cursor.Name, cursor.Position);
                continue;
            }

            cursors.Remove(cursor);
            LogForgotten(logger, cursor.Name, cursor.Position);
        }

        if (!anyAbsent)
            handlers.KeepForNobody();
    }

    // Apart from the caller's flow, on threads of the pool.
    private void RunReaders(IReadOnlyList<string> names)
    {
        RunningReader[] joining = [.. cursors.Where(cursor => names.Contains(cursor.Name) && !readers.Any(running => running.Name == cursor.Name))
            .Select(Run)];
        readers = [.. readers, .. joining];
        if (cursors.Count > 0 && saving.IsCompleted)
            saving = Task.Run(SaveNowAndThenAsync, CancellationToken.None);
    }

    private RunningReader Run(OutboxCursor cursor)
    {
        var ending = CancellationTokenSource.CreateLinkedTokenSource(stopping.Token);
        OutboxReader reader = new(cursor.Name, handlers, pages, signal, options, time, logger) { Cursor = cursor };
        return new RunningReader(reader, ending, Task.Run(() => RunAsync(reader, ending.Token), CancellationToken.None));
    }

    private async Task RunAsync(OutboxReader reader, CancellationToken ending)
    {
        try
        {
            await reader.RunAsync(ending);
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            LogStopped(logger, reader.Cursor.Name, reader.Cursor.Position);
        }
        catch (Exception e)
        {
            // Only this subscriber stands still, and its position with it: nothing is lost.
            LogDied(logger, reader.Cursor.Name, reader.Cursor.Position, e);
        }
    }

    private async Task SaveNowAndThenAsync()
    {
        using PeriodicTimer timer = new(options.Save, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stopping.Token))
                await SaveAsync();
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return;
        }
    }

    private async Task SaveAsync()
    {
        await gate.WaitAsync(CancellationToken.None);
        try
        {
            foreach (OutboxCursor cursor in cursors)
                await bound.EnforceAsync(cursor);
            Dictionary<string, long> positions = cursors.ToDictionary(cursor => cursor.Name, cursor => cursor.Position);
            if (positions.Count == saved?.Count && positions.All(p => saved.GetValueOrDefault(p.Key, -1) == p.Value))
                return;
            await store.Outbox.SavePositionsAsync(options.Relay, positions, CancellationToken.None);
            saved = positions;
        }
        catch (IOException e)
        {
            LogUnsaved(logger, e.Message);
        }
        finally
        {
            gate.Release();
        }
    }

    /// <param name="end">Where it is at least: also an outbox that is empty now has come so far.</param>
    private async Task<long> FindEndAsync(long end, CancellationToken cancellationToken)
    {
        while (await store.Outbox.ReadAsync(end, options.PageSize, cancellationToken) is { Count: > 0 } page)
            end = page[^1].Position;
        return end;
    }

    private sealed record RunningReader(OutboxReader Reader, CancellationTokenSource Ending, Task Ended)
    {
        internal string Name => Reader.Cursor.Name;

        // Does not wait for the end: an observer may block its thread. The table that it belongs to is drained only when it has come back.
        internal async Task StopAsync()
        {
            await Ending.CancelAsync();
            _ = Ended.ContinueWith((_, ending) => ((CancellationTokenSource)ending!).Dispose(), Ending, TaskScheduler.Default);
        }
    }

    [LoggerMessage(LogLevel.Debug, "outbox: {Subscriber} stopped at {Position}", EventName = "outbox.stopped")]
    private static partial void LogStopped(ILogger logger, string subscriber, long position);

    [LoggerMessage(LogLevel.Critical, "outbox: {Subscriber} stands still at {Position} until the relay is started again", EventName = "outbox.died")]
    private static partial void LogDied(ILogger logger, string subscriber, long position, Exception exception);

    [LoggerMessage(LogLevel.Error, "outbox: positions cannot be saved: {Problem}", EventName = "outbox.unsaved")]
    private static partial void LogUnsaved(ILogger logger, string problem);

    [LoggerMessage(LogLevel.Warning, "outbox: the plugin of {Subscriber} is not there; what happens after {Position} is kept until it is back",
        EventName = "outbox.absent")]
    private static partial void LogAbsent(ILogger logger, string subscriber, long position);

    [LoggerMessage(LogLevel.Information, "outbox: {Subscriber} belongs to no plugin that is switched on; notices after {Position} are not kept for " +
        "it", EventName = "outbox.forgotten")]
    private static partial void LogForgotten(ILogger logger, string subscriber, long position);
}
