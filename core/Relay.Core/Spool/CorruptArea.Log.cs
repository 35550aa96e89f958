using Microsoft.Extensions.Logging;
using Relay.Sdk.Mail;

namespace Relay.Core.Spool;

internal sealed partial class CorruptArea
{
    [LoggerMessage(LogLevel.Error, "{MessageId}: entry {EntryId} cannot be read; it was taken out of the queue, and what could be saved is in " +
        "{Folder}", EventName = "spool.moved")]
    private partial void LogMoved(MessageId messageId, long entryId, string folder, Exception fault);

    [LoggerMessage(LogLevel.Error, "{MessageId}: entry {EntryId} cannot be read, nor moved away; it is left alone until the next start",
        EventName = "spool.not-moved")]
    private partial void LogNotMoved(MessageId messageId, long entryId, Exception fault);
}
