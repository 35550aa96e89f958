using Microsoft.Extensions.Logging;

namespace Relay.Core.Spool;

internal sealed partial class OpenSpool
{
    [LoggerMessage(LogLevel.Error, "It cannot be noted that the spool was closed in order; nothing is lost, and the next start takes it for a crash")]
    private partial void LogEndNotNoted(Exception fault);
}
