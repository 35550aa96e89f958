using System.Net;
using Microsoft.Extensions.Logging;
using Relay.Core.Tls;
using Relay.Sdk.Tls;

namespace Relay.Core.Delivery.Opening;

internal sealed partial class SessionOpener
{
    private void LogOpened(string transport, TlsFacts? facts)
    {
        if (facts is null)
            LogOpenedInClear(context.Logger, attemptId, host.Name, host.EndPoint, transport, plan.DecidedBy, plan.Reason, OpinionText.Of(plan.Opinions));
        else
            LogOpenedInTls(context.Logger, attemptId, host.Name, host.EndPoint, transport, facts.Version, facts.CipherSuite, facts.Verified, plan.DecidedBy, plan.Reason,
                OpinionText.Of(facts.Opinions));
    }

    [LoggerMessage(2100, LogLevel.Information,
        "Attempt {AttemptId}: connected to {Host} {EndPoint} by transport {Transport} in clear text ({TlsDecidedBy}: {TlsReason}; the policies: {TlsOpinions})")]
    private static partial void LogOpenedInClear(
        ILogger logger, string attemptId, string host, IPEndPoint endPoint, string transport, string tlsDecidedBy, string tlsReason, string tlsOpinions);

    [LoggerMessage(2101, LogLevel.Information,
        "Attempt {AttemptId}: connected to {Host} {EndPoint} by transport {Transport} with {TlsVersion} {TlsCipherSuite}, verified by {TlsVerified} ({TlsDecidedBy}: {TlsReason}; the policies: {TlsOpinions})")]
    private static partial void LogOpenedInTls(
        ILogger logger, string attemptId, string host, IPEndPoint endPoint, string transport, string tlsVersion, string tlsCipherSuite, string tlsVerified,
        string tlsDecidedBy, string tlsReason, string tlsOpinions);
}
