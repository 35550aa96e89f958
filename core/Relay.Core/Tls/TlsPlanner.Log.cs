using Microsoft.Extensions.Logging;

namespace Relay.Core.Tls;

internal sealed partial class TlsPlanner
{
    [LoggerMessage(2201, LogLevel.Debug, "TLS to {Host}: {Policy} decides; required {Required}, must be verified {MustVerify}: {Reason}. The " +
        "policies: {TlsOpinions}", EventName = "tls.decided")]
    private partial void LogDecided(string host, string policy, bool required, bool mustVerify, string reason, string tlsOpinions);
}
