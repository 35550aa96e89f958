using System.Net;
using Microsoft.Extensions.Logging;

namespace Relay.Core.Sessions;

internal sealed partial class SessionRun
{
    private static void LogEnd(ILogger logger, SmtpSession session)
    {
        if (logger.IsEnabled(LogLevel.Debug))
            LogEnd(logger, session.Id, session.Remote, session.Helo
                ?? "-", session.Accepted, session.Errors, session.RefusedRecipients, session.Channel.Deadline.End);
    }

    [LoggerMessage(
        EventId = 240,
        Level = LogLevel.Debug,
        SkipEnabledCheck = true,
        Message = "session {SessionId} of {Client} ({Helo}) ended: {Accepted} messages accepted, {Errors} errors, {Refused} refused recipients, " +
        "end {End}", EventName = "sessions.end")]
    private static partial void LogEnd(
        ILogger logger, string sessionId, IPEndPoint client, string helo, int accepted, int errors, int refused, Connections.SessionEnd end);

    [LoggerMessage(EventId = 241, Level = LogLevel.Debug, Message = "listener {EndPoint}: a client was lost: {Reason}", EventName = "sessions.lost")]
    private static partial void LogLost(ILogger logger, IPEndPoint endPoint, string reason);

    [LoggerMessage(EventId = 242, Level = LogLevel.Error, Message = "session {SessionId} of {Client} failed", EventName = "sessions.fault")]
    private static partial void LogFault(ILogger logger, string sessionId, IPEndPoint client, Exception exception);

    [LoggerMessage(EventId = 243, Level = LogLevel.Error, Message = "listener {EndPoint}: a session broke off", EventName = "sessions.broken")]
    private static partial void LogBroken(ILogger logger, IPEndPoint endPoint, Exception exception);
}
