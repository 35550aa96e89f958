using System.Net;
using Microsoft.Extensions.Logging;
using Relay.Sdk.Replies;

namespace Relay.Core.Delivery.Opening;

internal sealed partial class HostAttempt
{
    [LoggerMessage(2102, LogLevel.Information, "Attempt {AttemptId}: cannot connect to {Host} {EndPoint}: {Reason}",
        EventName = "delivery.unreachable")]
    private static partial void LogUnreachable(ILogger logger, string attemptId, string host, IPEndPoint endPoint, string reason);

    [LoggerMessage(2103, LogLevel.Information, "Attempt {AttemptId}: {Host} {EndPoint} cannot be used: {Reply}", EventName = "delivery.unusable")]
    private static partial void LogUnusable(ILogger logger, string attemptId, string host, IPEndPoint endPoint, SmtpReply reply);

    [LoggerMessage(2107, LogLevel.Error, "Attempt {AttemptId}: there is no login at {Host} {EndPoint}, so that the mail of transport {Transport} " +
        "waits: {Reply}", EventName = "delivery.no-login")]
    private static partial void LogNoLogin(ILogger logger, string attemptId, string host, IPEndPoint endPoint, string transport, SmtpReply reply);

    [LoggerMessage(2104, LogLevel.Information, "Attempt {AttemptId}: {Host} {EndPoint} is left out by {By}: {Reason}",
        EventName = "delivery.skipped")]
    private static partial void LogSkipped(ILogger logger, string attemptId, string host, IPEndPoint endPoint, string by, string reason);

    [LoggerMessage(2106, LogLevel.Information, "Attempt {AttemptId}: {Host} {EndPoint} is left out by {TlsDecidedBy}: {Reason}. The policies: " +
        "{TlsOpinions}", EventName = "delivery.left-out")]
    private static partial void LogLeftOut(ILogger logger, string attemptId, string host, IPEndPoint endPoint, string tlsDecidedBy, string reason,
        string tlsOpinions);

    [LoggerMessage(2105, LogLevel.Warning, "Attempt {AttemptId}: TLS to {Host} {EndPoint} does not work, and is not required; trying in clear " +
        "text: {Reply}", EventName = "delivery.tls-broken")]
    private static partial void LogTlsBroken(ILogger logger, string attemptId, string host, IPEndPoint endPoint, SmtpReply reply);

    [LoggerMessage(2108, LogLevel.Warning, "Attempt {AttemptId}: {Text}", EventName = "delivery.login-refused-text")]
    private static partial void LogLoginAs(ILogger logger, string attemptId, string text);
}
