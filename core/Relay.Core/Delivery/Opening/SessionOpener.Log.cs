using System.Net;
using Microsoft.Extensions.Logging;

namespace Relay.Core.Delivery.Opening;

internal sealed partial class SessionOpener
{
    [LoggerMessage(2101, LogLevel.Information, "Attempt {AttemptId}: connected to {Host} {EndPoint} by transport {Transport}")]
    private partial void LogOpened(string attemptId, string host, IPEndPoint endPoint, string transport);
}
