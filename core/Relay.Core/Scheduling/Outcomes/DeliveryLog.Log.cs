using Microsoft.Extensions.Logging;

namespace Relay.Core.Scheduling.Outcomes;

internal sealed partial class DeliveryLog
{
    [LoggerMessage(Level = LogLevel.Information, Message = "delivered {MessageId} to {Recipients} at {Host} {Address} tls {Tls}: {Reply} ({DurationMs} ms, {QueuedMs} ms in the queue, attempt {AttemptId})")]
    private partial void LogDelivered(string messageId, string attemptId, string recipients, string host, string address, string tls, string reply, long durationMs, long queuedMs);

    [LoggerMessage(Level = LogLevel.Information, Message = "deferred {MessageId} to {Recipients} at {Host} {Address} tls {Tls}: {Reply} ({DurationMs} ms, {QueuedMs} ms in the queue, attempt {AttemptId}), next at {NextAttemptAt:O}")]
    private partial void LogDeferred(string messageId, string attemptId, string recipients, string host, string address, string tls, string reply, long durationMs, long queuedMs, DateTimeOffset? nextAttemptAt);

    [LoggerMessage(Level = LogLevel.Warning, Message = "maybe delivered {MessageId} to {Recipients} at {Host} {Address} tls {Tls}: {Reply} ({DurationMs} ms, {QueuedMs} ms in the queue, attempt {AttemptId}), next at {NextAttemptAt:O}")]
    private partial void LogMaybeDelivered(string messageId, string attemptId, string recipients, string host, string address, string tls, string reply, long durationMs, long queuedMs, DateTimeOffset? nextAttemptAt);

    [LoggerMessage(Level = LogLevel.Information, Message = "failed {MessageId} to {Recipients} at {Host} {Address} tls {Tls}: {Reply} ({DurationMs} ms, {QueuedMs} ms in the queue, attempt {AttemptId})")]
    private partial void LogFailed(string messageId, string attemptId, string recipients, string host, string address, string tls, string reply, long durationMs, long queuedMs);

    [LoggerMessage(Level = LogLevel.Information, Message = "removed {MessageId} to {Recipients} by an operator")]
    private partial void LogRemoved(string messageId, string recipients);
}
