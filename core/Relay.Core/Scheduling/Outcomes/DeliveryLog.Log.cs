using Microsoft.Extensions.Logging;
using Relay.Core.Logging;
using Relay.Sdk.Mail;

namespace Relay.Core.Scheduling.Outcomes;

internal sealed partial class DeliveryLog
{
    [LoggerMessage(Level = LogLevel.Information, Message = "delivered {MessageId}{ReportAbout} to {Recipients} at {Host} {Address} tls {Tls}: " +
        "{Reply} ({DurationMs} ms, {QueuedMs} ms in the queue, attempt {AttemptId}, sender <{Sender}>, {Octets} octets)",
        EventName = "mail.delivered")]
    private partial void LogDelivered(MessageId messageId, LoggedReference reportAbout, string attemptId, LoggedList recipients, string host,
        string address, string tls, string reply, long durationMs, long queuedMs, string sender, long octets);

    [LoggerMessage(Level = LogLevel.Information, Message = "deferred {MessageId}{ReportAbout} to {Recipients} at {Host} {Address} tls {Tls}: " +
        "{Reply} ({DurationMs} ms, {QueuedMs} ms in the queue, attempt {AttemptId}, sender <{Sender}>, {Octets} octets), next at {NextAttemptAt:O}",
        EventName = "mail.deferred")]
    private partial void LogDeferred(MessageId messageId, LoggedReference reportAbout, string attemptId, LoggedList recipients, string host,
        string address, string tls, string reply, long durationMs, long queuedMs, DateTimeOffset? nextAttemptAt, string sender, long octets);

    [LoggerMessage(Level = LogLevel.Warning, Message = "maybe delivered {MessageId}{ReportAbout} to {Recipients} at {Host} {Address} tls {Tls}: " +
        "{Reply} ({DurationMs} ms, {QueuedMs} ms in the queue, attempt {AttemptId}, sender <{Sender}>, {Octets} octets), next at {NextAttemptAt:O}",
        EventName = "mail.maybe-delivered")]
    private partial void LogMaybeDelivered(MessageId messageId, LoggedReference reportAbout, string attemptId, LoggedList recipients, string host,
        string address, string tls, string reply, long durationMs, long queuedMs, DateTimeOffset? nextAttemptAt, string sender, long octets);

    [LoggerMessage(Level = LogLevel.Information, Message = "failed {MessageId}{ReportAbout} to {Recipients} at {Host} {Address} tls {Tls}: {Reply} " +
        "({DurationMs} ms, {QueuedMs} ms in the queue, attempt {AttemptId}, sender <{Sender}>, {Octets} octets)", EventName = "mail.failed")]
    private partial void LogFailed(MessageId messageId, LoggedReference reportAbout, string attemptId, LoggedList recipients, string host,
        string address, string tls, string reply, long durationMs, long queuedMs, string sender, long octets);

    [LoggerMessage(Level = LogLevel.Information, Message = "removed {MessageId}{ReportAbout} to {Recipients} by an operator (sender <{Sender}>, " +
        "{Octets} octets)", EventName = "mail.removed")]
    private partial void LogRemoved(MessageId messageId, LoggedReference reportAbout, LoggedList recipients, string sender, long octets);

    [LoggerMessage(Level = LogLevel.Error, Message = "The report {MessageId}{ReportAbout} to {Recipients} is lost: it could not be delivered, and " +
        "a report about a report is never sent", EventName = "mail.report-lost")]
    private partial void LogReportLost(MessageId messageId, LoggedReference reportAbout, LoggedList recipients);

    [LoggerMessage(Level = LogLevel.Information, Message = "held {MessageId} for {Destination} by an operator", EventName = "scheduling.held")]
    private partial void LogHeld(MessageId messageId, string destination);

    [LoggerMessage(Level = LogLevel.Information, Message = "released {MessageId} for {Destination} by an operator",
        EventName = "scheduling.released")]
    private partial void LogReleased(MessageId messageId, string destination);

    [LoggerMessage(Level = LogLevel.Information, Message = "{MessageId} for {Destination} is tried again at once, as an operator wishes",
        EventName = "scheduling.hurried")]
    private partial void LogHurried(MessageId messageId, string destination);
}
