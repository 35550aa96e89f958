using System.Net;
using Microsoft.Extensions.Logging;
using Relay.Core.Tls;
using Relay.Sdk.Replies;
using Relay.Sdk.Tls;

namespace Relay.Core.Delivery.Opening;

internal sealed partial class SessionOpener
{
    private void LogOpened(string transport, TlsFacts? facts)
    {
        string verification = facts?.Verified is null or "no" ? "certificate not verified" : $"verified by {facts.Verified}";
        if (facts is null)
            LogOpenedInClear(context.Logger, attemptId, host.Name, host.EndPoint, transport, plan.DecidedBy, plan.Reason, OpinionText.Of(plan.Opinions));
        else
            LogOpenedInTls(context.Logger, attemptId, host.Name, host.EndPoint, transport, facts.Version, facts.CipherSuite, verification, plan.DecidedBy, plan.Reason,
                OpinionText.Of(facts.Opinions));
    }

    [LoggerMessage(2100, LogLevel.Information,
        "Attempt {AttemptId}: connected to {Host} {EndPoint} by transport {Transport} in clear text ({TlsDecidedBy}: {TlsReason}; the policies: {TlsOpinions})", EventName = "delivery.opened-in-clear")]
    private static partial void LogOpenedInClear(
        ILogger logger, string attemptId, string host, IPEndPoint endPoint, string transport, string tlsDecidedBy, string tlsReason, string tlsOpinions);

    [LoggerMessage(2101, LogLevel.Information,
        "Attempt {AttemptId}: connected to {Host} {EndPoint} by transport {Transport} with {TlsVersion} {TlsCipherSuite}, {TlsVerification} ({TlsDecidedBy}: {TlsReason}; the policies: {TlsOpinions})", EventName = "delivery.opened-in-tls")]
    private static partial void LogOpenedInTls(
        ILogger logger, string attemptId, string host, IPEndPoint endPoint, string transport, string tlsVersion, string tlsCipherSuite, string tlsVerification,
        string tlsDecidedBy, string tlsReason, string tlsOpinions);

    private void LogLoginRefused(string mechanism, SmtpReply refusal) => LogLoginRefused(context.Logger, attemptId, host.Name, host.EndPoint, mechanism, refusal);

    [LoggerMessage(2106, LogLevel.Warning, "Attempt {AttemptId}: {Host} {EndPoint} refuses the login with {Mechanism}: {Reply}", EventName = "delivery.login-refused")]
    private static partial void LogLoginRefused(ILogger logger, string attemptId, string host, IPEndPoint endPoint, string mechanism, SmtpReply reply);

    [LoggerMessage(2107, LogLevel.Warning, "Attempt {AttemptId}: {Text}", EventName = "delivery.login-refused-text")]
    private static partial void LogLoginAs(ILogger logger, string attemptId, string text);
}
