using System.Net;
using Microsoft.Extensions.Logging;

namespace Relay.Core.Tls;

internal sealed partial class HandshakeJudge
{
    [LoggerMessage(2203, LogLevel.Information, "TLS to {Host} {EndPoint} is not verified under {Policy}: {Reason}", EventName = "tls.not-verified")]
    private partial void LogNotVerified(string host, IPEndPoint endPoint, string policy, string reason);
}
