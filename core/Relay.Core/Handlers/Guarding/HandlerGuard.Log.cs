using Microsoft.Extensions.Logging;
using Relay.Sdk.Plugins;

namespace Relay.Core.Handlers.Guarding;

internal sealed partial class HandlerGuard
{
    [LoggerMessage(LogLevel.Error, "plugin {Plugin}: {Handler} threw at {Kind}; incident {Incident}, policy {Policy}: {Exception}",
        EventName = "handlers.threw")]
    private static partial void LogThrew(ILogger logger, string plugin, string handler, string kind, string incident, FailurePolicy policy,
        string exception);

    [LoggerMessage(LogLevel.Error, "plugin {Plugin}: {Handler} missed its deadline of {TimeoutMs} ms at {Kind}; incident {Incident}, policy {Policy}",
        EventName = "handlers.late")]
    private static partial void LogLate(ILogger logger, string plugin, string handler, string kind, string incident, FailurePolicy policy,
        double timeoutMs);

    [LoggerMessage(LogLevel.Error, "plugin {Plugin}: {Handler} has blocked the thread that called it at {Kind} for more than {TimeoutMs} ms; " +
        "incident {Incident}. It is called on threads of its own from now on", EventName = "handlers.blocks")]
    private static partial void LogBlocks(ILogger logger, string plugin, string handler, string kind, string incident, double timeoutMs);

    [LoggerMessage(LogLevel.Error, "plugin {Plugin}: {Handler} answered {Answer} at {Kind}, which takes no such answer; incident {Incident}, " +
        "policy {Policy}", EventName = "handlers.wrong-answer")]
    private static partial void LogWrongAnswer(ILogger logger, string plugin, string handler, string kind, string incident, FailurePolicy policy,
        string answer);

    [LoggerMessage(LogLevel.Warning, "plugin {Plugin}: {Handler} failed {Failures} times in {WindowSeconds} s and is not called for {OpenSeconds} " +
        "s; its failure policy applies", EventName = "handlers.breaker-open")]
    private static partial void LogBreakerOpen(ILogger logger, string plugin, string handler, int failures, double windowSeconds, double openSeconds);

    [LoggerMessage(LogLevel.Information, "plugin {Plugin}: {Handler} answers again", EventName = "handlers.breaker-closed")]
    private static partial void LogBreakerClosed(ILogger logger, string plugin, string handler);

    [LoggerMessage(LogLevel.Error, "plugin {Plugin} is suspended by a failure of {Handler} (incident {Incident}) until the relay is started again",
        EventName = "handlers.suspended")]
    private static partial void LogSuspended(ILogger logger, string plugin, string handler, string incident);

    [LoggerMessage(LogLevel.Warning, "plugin {Plugin}: {Handler} does not keep up with live events: {Count} were dropped, beyond {Limit} that wait",
        EventName = "handlers.live-dropped")]
    private static partial void LogDropped(ILogger logger, string plugin, string handler, long count, int limit);

    [LoggerMessage(LogLevel.Debug, "plugin {Plugin}: a call of {Handler} that was given up has ended: {Status} {Exception}",
        EventName = "handlers.orphan")]
    private static partial void LogOrphan(ILogger logger, string plugin, string handler, TaskStatus status, string exception);

    [LoggerMessage(LogLevel.Warning, "plugin {Plugin}: what {Handler} had registered on its token threw when the call was given up: {Exception}",
        EventName = "handlers.callback-threw")]
    private static partial void LogCallbackThrew(ILogger logger, string plugin, string handler, string exception);
}
