using System.Net;
using Microsoft.Extensions.Logging;
using Relay.Sdk.Replies;

namespace Relay.Core.Scheduling.Attempts;

internal sealed partial class DeliveryAttempt
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Attempt {AttemptId}: {Host} {EndPoint} takes no mail now, and is left for the next " +
        "host of the route: {Reply}", EventName = "scheduling.declined")]
    private static partial void LogDeclined(ILogger log, string attemptId, string host, IPEndPoint endPoint, SmtpReply reply);
}
