using Microsoft.Extensions.Logging;
using Relay.Sdk.Mail;
using Relay.Sdk.Spool;

namespace Relay.Core.Scheduling.Attempts;

/// <summary>Opens the content of an entry for an attempt, and marks the entry as being sent.</summary>
internal sealed partial class EntryContents(ISpoolStore spool, ILogger log)
{
    /// <summary>Opens the content; null when it cannot be read.</summary>
    public async ValueTask<SpooledContent?> OpenAsync(QueueEntry entry, CancellationToken cancellationToken)
    {
        try
        {
            return await spool.Content.OpenAsync(entry.Message.Id, cancellationToken);
        }
        catch (IOException e)
        {
            LogContentUnreadable(log, e, entry.Message.Id);
            return null;
        }
    }

    /// <summary>From now on a crash counts against the entry.</summary>
    /// <returns>False when the store has ended the claim: another relay may have the entry, and it is left alone.</returns>
    public async ValueTask<bool> TryMarkInFlightAsync(QueueEntry entry, CancellationToken cancellationToken)
    {
        bool marked = await spool.Queue.MarkInFlightAsync(entry, cancellationToken);
        if (!marked)
            LogClaimLost(log, entry.Message.Id, entry.Destination);
        return marked;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{MessageId} to {Destination} is left alone: the store has ended this relay's claim on it",
        EventName = "scheduling.claim-lost")]
    private static partial void LogClaimLost(ILogger log, MessageId messageId, string destination);

    [LoggerMessage(Level = LogLevel.Error, Message = "The content of {MessageId} cannot be read", EventName = "scheduling.content-unreadable")]
    private static partial void LogContentUnreadable(ILogger log, Exception e, MessageId messageId);
}
