using Microsoft.Extensions.Logging;
using Relay.Sdk.Mail;

namespace Relay.Core.Sessions.Receiving;

internal sealed partial class IncomingMessage
{
    [LoggerMessage(EventId = 220, Level = LogLevel.Error, Message = "session {SessionId}: the content of a message could not be stored",
        EventName = "sessions.incoming-message-storage-failed")]
    private static partial void LogStorageFailed(ILogger logger, string sessionId, IOException exception);

    [LoggerMessage(EventId = 221, Level = LogLevel.Information, Message = "session {SessionId}: message {MessageId} was edited by filters",
        EventName = "sessions.rewritten")]
    private static partial void LogRewritten(ILogger logger, string sessionId, MessageId messageId);

    [LoggerMessage(EventId = 217, Level = LogLevel.Error, Message = "message {MessageId}: the spool could not drop its draft",
        EventName = "sessions.not-dropped")]
    private static partial void LogNotDropped(ILogger logger, MessageId messageId, Exception exception);
}
