using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Relay.Core.Settings;
using Relay.Sdk.Replies;

namespace Relay.Core.Sessions;

internal sealed partial class SmtpListener
{
    [LoggerMessage(EventId = 200, Level = LogLevel.Information, Message = "listening on {EndPoint}, TLS {Tls}, AUTH {Auth}",
        EventName = "sessions.listening")]
    private static partial void LogListening(ILogger logger, IPEndPoint endPoint, ListenerTls tls, ListenerAuth auth);

    [LoggerMessage(EventId = 201, Level = LogLevel.Warning, Message = "listener {EndPoint} could not accept a connection: {Error}",
        EventName = "sessions.accept-failed")]
    private static partial void LogAcceptFailed(ILogger logger, IPEndPoint endPoint, SocketError error);

    [LoggerMessage(EventId = 202, Level = LogLevel.Warning, Message = "listener {EndPoint} turned a client away: {Reply}",
        EventName = "sessions.turned-away")]
    private static partial void LogTurnedAway(ILogger logger, IPEndPoint endPoint, SmtpReply reply);

    [LoggerMessage(EventId = 204, Level = LogLevel.Debug, Message = "listener {EndPoint}: a client left before it was turned away: {Error}",
        EventName = "sessions.away-failed")]
    private static partial void LogAwayFailed(ILogger logger, IPEndPoint endPoint, SocketError error);
}
