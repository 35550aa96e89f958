using System.Net;
using Microsoft.Extensions.Logging;
using Relay.Sdk.Replies;

namespace Relay.Core.Delivery.Opening;

internal sealed partial class HostAttempt
{
    [LoggerMessage(2102, LogLevel.Information, "Attempt {AttemptId}: cannot connect to {Host} {EndPoint}: {Reason}")]
    private partial void LogUnreachable(string attemptId, string host, IPEndPoint endPoint, string reason);

    [LoggerMessage(2103, LogLevel.Information, "Attempt {AttemptId}: {Host} {EndPoint} cannot be used: {Reply}")]
    private partial void LogUnusable(string attemptId, string host, IPEndPoint endPoint, SmtpReply reply);

    [LoggerMessage(2104, LogLevel.Information, "Attempt {AttemptId}: {Host} {EndPoint} is left out: {Reason}")]
    private partial void LogSkipped(string attemptId, string host, IPEndPoint endPoint, string reason);
}
