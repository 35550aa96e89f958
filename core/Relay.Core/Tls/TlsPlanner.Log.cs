using Microsoft.Extensions.Logging;

namespace Relay.Core.Tls;

internal sealed partial class TlsPlanner
{
    [LoggerMessage(2201, LogLevel.Debug, "TLS to {Host}: {Policy} decides; required {Required}, verified {MustVerify}: {Reason}")]
    private partial void LogDecided(string host, string policy, bool required, bool mustVerify, string reason);

    [LoggerMessage(2202, LogLevel.Warning, "TLS to {Host}: the policy {Policy} failed, so the host is left out")]
    private partial void LogPolicyFailed(Exception failure, string policy, string host);
}
