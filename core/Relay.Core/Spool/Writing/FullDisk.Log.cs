using Microsoft.Extensions.Logging;

namespace Relay.Core.Spool.Writing;

internal sealed partial class FullDisk
{
    [LoggerMessage(LogLevel.Warning, "The spool's disk is full or nearly so; new mail is refused, mail in the queue goes on")]
    private partial void LogFull();

    [LoggerMessage(LogLevel.Information, "The spool's disk has room again; new mail is taken")]
    private partial void LogRoomAgain();

    [LoggerMessage(LogLevel.Warning, "The spool's log could not be brought into the database")]
    private partial void LogCheckpointFailed(Exception fault);
}
