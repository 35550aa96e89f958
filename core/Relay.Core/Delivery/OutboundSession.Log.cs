using System.Net;
using Microsoft.Extensions.Logging;
using Relay.Sdk.Mail;

namespace Relay.Core.Delivery;

internal sealed partial class OutboundSession
{
    [LoggerMessage(2110, LogLevel.Information, "Attempt {AttemptId}: connection broke with {MessageId}: {Host} {EndPoint}: {Reason}; maybe " +
        "delivered: {MaybeDelivered}; stale: {Stale}", EventName = "delivery.broken")]
    private partial void LogBroken(string attemptId, MessageId messageId, string host, IPEndPoint endPoint, string reason, bool maybeDelivered,
        bool stale);

    [LoggerMessage(2111, LogLevel.Error, "Attempt {AttemptId}: the content of {MessageId} cannot be read", EventName = "delivery.content-unreadable")]
    private partial void LogContentUnreadable(Exception failure, string attemptId, MessageId messageId);

    [LoggerMessage(2112, LogLevel.Debug, "Attempt {AttemptId}: {Host} did not answer QUIT: {Reason}", EventName = "delivery.no-goodbye")]
    private partial void LogNoGoodbye(string attemptId, string host, string reason);

    [LoggerMessage(2113, LogLevel.Information, "Attempt {AttemptId}: {Host} does not offer 8BITMIME; the content of {MessageId} goes to it " +
        "undeclared", EventName = "delivery.eight-bit-undeclared")]
    private partial void LogEightBitUndeclared(string attemptId, MessageId messageId, string host);

    [LoggerMessage(2114, LogLevel.Information, "Attempt {AttemptId}: {Host} does not offer 8BITMIME; {MessageId} goes to it as 7bit MIME of " +
        "{Octets} octets", EventName = "delivery.converted")]
    private partial void LogConverted(string attemptId, MessageId messageId, string host, long octets);
}
