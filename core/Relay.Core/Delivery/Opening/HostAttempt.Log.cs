using System.Net;
using Microsoft.Extensions.Logging;
using Relay.Sdk.Replies;

namespace Relay.Core.Delivery.Opening;

internal sealed partial class HostAttempt
{
    [LoggerMessage(2102, LogLevel.Information, "Attempt {AttemptId}: cannot connect to {Host} {EndPoint}: {Reason}")]
    private static partial void LogUnreachable(ILogger logger, string attemptId, string host, IPEndPoint endPoint, string reason);

    [LoggerMessage(2103, LogLevel.Information, "Attempt {AttemptId}: {Host} {EndPoint} cannot be used: {Reply}")]
    private static partial void LogUnusable(ILogger logger, string attemptId, string host, IPEndPoint endPoint, SmtpReply reply);

    [LoggerMessage(2104, LogLevel.Information, "Attempt {AttemptId}: {Host} {EndPoint} is left out: {Reason}")]
    private static partial void LogSkipped(ILogger logger, string attemptId, string host, IPEndPoint endPoint, string reason);

    [LoggerMessage(2106, LogLevel.Information, "Attempt {AttemptId}: {Host} {EndPoint} is left out by {TlsDecidedBy}: {Reason}. The policies: {TlsOpinions}")]
    private static partial void LogLeftOut(ILogger logger, string attemptId, string host, IPEndPoint endPoint, string tlsDecidedBy, string reason, string tlsOpinions);

    [LoggerMessage(2105, LogLevel.Warning, "Attempt {AttemptId}: TLS to {Host} {EndPoint} does not work, and nobody insists on it; trying in clear text: {Reply}")]
    private static partial void LogTlsBroken(ILogger logger, string attemptId, string host, IPEndPoint endPoint, SmtpReply reply);
}
