using Microsoft.Extensions.Logging;

namespace Relay.Core.Spool.Writing;

internal sealed partial class FullDisk
{
    [LoggerMessage(LogLevel.Warning, "The spool's disk is full or nearly so; new mail is refused, mail in the queue goes on", EventName = "spool.full")]
    private partial void LogFull();

    [LoggerMessage(LogLevel.Information, "The spool's disk has room again; new mail is taken", EventName = "spool.room-again")]
    private partial void LogRoomAgain();

    [LoggerMessage(LogLevel.Warning, "The spool's log could not be brought into the database", EventName = "spool.checkpoint-failed")]
    private partial void LogCheckpointFailed(Exception fault);
}
