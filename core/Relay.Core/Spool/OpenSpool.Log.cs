using Microsoft.Extensions.Logging;

namespace Relay.Core.Spool;

internal sealed partial class OpenSpool
{
    [LoggerMessage(LogLevel.Error, "It cannot be noted that the spool was shut down cleanly; nothing is lost, and the next start takes it for a " +
        "crash", EventName = "spool.end-not-noted")]
    private partial void LogEndNotNoted(Exception fault);
}
