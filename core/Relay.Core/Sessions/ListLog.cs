using Microsoft.Extensions.Logging;

namespace Relay.Core.Sessions;

/// <summary>One line for each list that could not be evaluated, with the reason that no peer is told.</summary>
internal static partial class ListLog
{
    [LoggerMessage(EventId = 219, Level = LogLevel.Warning, Message = "session {SessionId}: {Setting} gave no answer: {Reason}",
        EventName = "sessions.list-unavailable")]
    public static partial void Unavailable(ILogger logger, string sessionId, string setting, string reason);
}
