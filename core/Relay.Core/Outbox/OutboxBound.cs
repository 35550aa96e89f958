using Microsoft.Extensions.Logging;
using Relay.Sdk.Spool;

namespace Relay.Core.Outbox;

/// <summary>Bounds what is kept for a subscriber that does not keep up, loudly: a plugin must not fill the disk that mail needs.</summary>
internal sealed partial class OutboxBound(ISpoolStore store, OutboxOptions options, ILogger logger)
{
    /// <summary>Gives up the oldest notices of a subscriber that is too far behind.</summary>
    /// <exception cref="IOException">The store cannot be read.</exception>
    internal async ValueTask EnforceAsync(OutboxCursor cursor)
    {
        // A subscriber that makes progress frees the room itself.
        bool standsStill = cursor.Position == cursor.Seen;
        long limit = standsStill && !store.Content.HasRoom ? options.MaxBehindWithoutRoom : options.MaxBehind;
        long first = 0;

        // A tenth at a time, so that it is not told anew with each notice.
        while (await IsBehindAsync(cursor, limit))
        {
            long position = cursor.Position;
            first = first == 0 ? position + 1 : first;
            cursor.MoveTo(position + Math.Max(limit / 10, 1));
        }

        if (first > 0)
            LogGaveUp(logger, cursor.Name, limit, first, cursor.Position);
        cursor.Seen = cursor.Position;
        await TellLateAsync(cursor);
    }

    private async ValueTask TellLateAsync(OutboxCursor cursor)
    {
        bool isLate = await IsBehindAsync(cursor, options.MaxBehind / 10);
        if (isLate && !cursor.IsLate)
            LogLate(logger, cursor.Name, options.MaxBehind / 10, cursor.Position, options.MaxBehind);
        else if (cursor.IsLate && !isLate)
            LogCaughtUp(logger, cursor.Name);
        cursor.IsLate = isLate;
    }

    /// <summary>Positions grow by about one with each stored notice. There may be a gap before the first, from a time without subscribers: it does
    /// not count as backlog.</summary>
    private async ValueTask<bool> IsBehindAsync(OutboxCursor cursor, long notices)
    {
        if (await FirstAfterAsync(cursor.Position + notices) is null)
            return false;
        if (await FirstAfterAsync(cursor.Position) is { } first)
            cursor.MoveTo(first.Position - 1);
        return await FirstAfterAsync(cursor.Position + notices) is not null;
    }

    private async ValueTask<OutboxNotice?> FirstAfterAsync(long position) =>
        await store.Outbox.ReadAsync(position, 1, CancellationToken.None) is [var first] ? first : null;

    [LoggerMessage(LogLevel.Critical, "outbox: {Subscriber} is more than {Limit} notices behind; those from {First} to {Last} are given up for it",
        EventName = "outbox.gave-up")]
    private static partial void LogGaveUp(ILogger logger, string subscriber, long limit, long first, long last);

    [LoggerMessage(LogLevel.Error, "outbox: {Subscriber} is more than {Count} notices behind, at {Position}; beyond {Limit} the oldest are given up",
        EventName = "outbox.late")]
    private static partial void LogLate(ILogger logger, string subscriber, long count, long position, long limit);

    [LoggerMessage(LogLevel.Information, "outbox: {Subscriber} has caught up", EventName = "outbox.caught-up")]
    private static partial void LogCaughtUp(ILogger logger, string subscriber);
}
