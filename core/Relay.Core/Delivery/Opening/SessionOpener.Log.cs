using System.Net;
using Microsoft.Extensions.Logging;
using Relay.Core.Tls;
using Relay.Sdk.Tls;

namespace Relay.Core.Delivery.Opening;

internal sealed partial class SessionOpener
{
    private void LogOpened(string transport, TlsFacts? facts)
    {
        string verification = facts?.Verified is null or "no" ? "certificate not verified" : $"verified by {facts.Verified}";
        if (facts is null)
            LogOpenedInClear(context.Logger, attemptId, host.Name, host.EndPoint, transport, plan.DecidedBy, plan.Reason,
                OpinionText.Of(plan.Opinions));
        else
            LogOpenedInTls(context.Logger, attemptId, host.Name, host.EndPoint, transport, facts.Version, facts.CipherSuite, verification,
                plan.DecidedBy, plan.Reason,
                OpinionText.Of(facts.Opinions));
    }

    [LoggerMessage(2100, LogLevel.Information,
        "Attempt {AttemptId}: connected to {Host} {EndPoint} by transport {Transport} in clear text ({TlsDecidedBy}: {TlsReason}; the policies: " +
        "{TlsOpinions})", EventName = "delivery.opened-in-clear")]
    private static partial void LogOpenedInClear(
        ILogger logger, string attemptId, string host, IPEndPoint endPoint, string transport, string tlsDecidedBy, string tlsReason,
        string tlsOpinions);

    [LoggerMessage(2101, LogLevel.Information,
        "Attempt {AttemptId}: connected to {Host} {EndPoint} by transport {Transport} with {TlsVersion} {TlsCipherSuite}, {TlsVerification} " +
        "({TlsDecidedBy}: {TlsReason}; the policies: {TlsOpinions})", EventName = "delivery.opened-in-tls")]
    private static partial void LogOpenedInTls(
        ILogger logger, string attemptId, string host, IPEndPoint endPoint, string transport, string tlsVersion, string tlsCipherSuite,
        string tlsVerification,
        string tlsDecidedBy, string tlsReason, string tlsOpinions);

    [LoggerMessage(LogLevel.Information, "Attempt {AttemptId}: {Host} {EndPoint} is left out after its greeting by {By}: {Reason}",
        EventName = "delivery.greeting-refused")]
    private static partial void LogGreetingRefused(ILogger logger, string attemptId, string host, IPEndPoint endPoint, string by, string reason);
}
