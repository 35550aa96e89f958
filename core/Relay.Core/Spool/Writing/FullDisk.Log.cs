using Microsoft.Extensions.Logging;

namespace Relay.Core.Spool.Writing;

internal sealed partial class FullDisk
{
    [LoggerMessage(LogLevel.Warning, "The spool's disk is full or nearly so; new mail is refused, mail in the queue goes on: {Folder} has " +
        "{FreeOctets} octets free, and new mail needs {NeededOctets} (spool.reserveOctets is {ReserveOctets})", EventName = "spool.full")]
    private partial void LogFull(string folder, long freeOctets, long neededOctets, long reserveOctets);

    [LoggerMessage(LogLevel.Information, "The spool's disk has room again; new mail is taken", EventName = "spool.room-again")]
    private partial void LogRoomAgain();

    [LoggerMessage(LogLevel.Warning, "The spool's log could not be brought into the database", EventName = "spool.checkpoint-failed")]
    private partial void LogCheckpointFailed(Exception fault);
}
