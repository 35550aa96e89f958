using Microsoft.Extensions.Logging;

namespace Relay.Core.Sessions.Receiving;

internal sealed partial class IncomingMessage
{
    [LoggerMessage(EventId = 220, Level = LogLevel.Error, Message = "session {SessionId}: the content of a message could not be stored")]
    private static partial void LogStorageFailed(ILogger logger, string sessionId, IOException exception);
}
