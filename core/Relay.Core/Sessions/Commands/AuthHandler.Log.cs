using System.Net;
using Microsoft.Extensions.Logging;

namespace Relay.Core.Sessions.Commands;

internal sealed partial class AuthHandler
{
    [LoggerMessage(EventId = 250, Level = LogLevel.Information, Message = "session {SessionId}: {Client} authenticated as {User} with {Mechanism}",
        EventName = "auth.succeeded")]
    private static partial void LogAuthenticated(ILogger logger, string sessionId, IPAddress client, string user, string mechanism);

    [LoggerMessage(EventId = 251, Level = LogLevel.Warning,
        Message = "session {SessionId}: {Client} failed to authenticate as {User} with {Mechanism}: {Reason}", EventName = "auth.failed")]
    private static partial void LogFailed(ILogger logger, string sessionId, IPAddress client, string? user, string mechanism, string reason);

    [LoggerMessage(EventId = 252, Level = LogLevel.Error,
        Message = "session {SessionId}: {Client} could not be authenticated with {Mechanism} now: {Reason}", EventName = "auth.unavailable")]
    private static partial void LogUnavailable(ILogger logger, string sessionId, IPAddress client, string mechanism, string reason);

    [LoggerMessage(EventId = 253, Level = LogLevel.Warning, Message = "session {SessionId}: {Text}", EventName = "auth.failed-text")]
    private static partial void LogAs(ILogger logger, string sessionId, string text);
}
