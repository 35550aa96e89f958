using Microsoft.Extensions.Logging;

namespace Relay.Core.Spool.Writing;

internal sealed partial class WriterThread
{
    [LoggerMessage(LogLevel.Error, "The spool could not store a change", EventName = "spool.not-written")]
    private partial void LogNotWritten(Exception fault);

    [LoggerMessage(LogLevel.Warning, "The spool could not store {Changes} changes together and tries them apart", EventName = "spool.batch-failed")]
    private partial void LogBatchFailed(int changes, Exception fault);

    [LoggerMessage(LogLevel.Warning, "The spool's free pages could not be given back", EventName = "spool.vacuum-failed")]
    private partial void LogVacuumFailed(Exception fault);
}
