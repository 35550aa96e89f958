using System.Net;
using Microsoft.Extensions.Logging;

namespace Relay.Host.Composition;

internal sealed partial class RelayHost
{
    [LoggerMessage(Level = LogLevel.Information, Message = "The spool has {Messages} messages ({Path})")]
    private static partial void LogSpool(ILogger logger, long messages, string path);

    [LoggerMessage(Level = LogLevel.Information, Message = "Ready: {Hostname} takes mail on {EndPoints} (after {Milliseconds} ms)")]
    private static partial void LogReady(ILogger logger, string hostname, IReadOnlyList<IPEndPoint> endPoints, int milliseconds);

    [LoggerMessage(Level = LogLevel.Information, Message = "Stopping: {Sessions} sessions and {Deliveries} deliveries may finish")]
    private static partial void LogStopping(ILogger logger, int sessions, int deliveries);

    [LoggerMessage(Level = LogLevel.Error, Message = "There is no admin endpoint on {Address}, only its socket: {Problem}")]
    private static partial void LogNoAdminAddress(ILogger logger, IPEndPoint address, string problem);

    [LoggerMessage(Level = LogLevel.Error, Message = "A part of the relay did not stop in order")]
    private static partial void LogStopFailed(ILogger logger, Exception e);

    [LoggerMessage(Level = LogLevel.Error, Message = "There is no admin endpoint, so queue commands cannot reach this relay: {Problem}")]
    private static partial void LogNoAdmin(ILogger logger, string problem);
}
