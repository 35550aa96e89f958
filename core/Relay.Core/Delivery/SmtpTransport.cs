using Microsoft.Extensions.Logging;
using Relay.Core.Delivery.Opening;
using Relay.Core.Events;
using Relay.Core.Routing;
using Relay.Core.Settings;
using Relay.Sdk.Events;
using Relay.Sdk.Replies;

namespace Relay.Core.Delivery;

/// <summary>Makes outbound SMTP connections.</summary>
/// <remarks>Hosts strictly in the route's order; the addresses of one host in their order with a short staggered start (RFC 8305).</remarks>
public sealed class SmtpTransport(RelaySettings settings, IHandlers handlers, TimeProvider time, ILoggerFactory loggers) : IMailTransport
{
    private readonly ILogger logger = loggers.CreateLogger<SmtpTransport>();

    public async ValueTask<ConnectOutcome> ConnectAsync(ResolvedRoute route, string attemptId, CancellationToken cancellationToken)
    {
        string heloName = FirstOf(route.Transport.Helo, settings.Hostname, Environment.MachineName);
        var failure = new SmtpReply(451, "4.4.4", "The route has no host");
        HostFacts? lastTried = null;
        foreach (RouteHost host in route.Hosts)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var attempt = new HostAttempt(route, host, heloName, attemptId, handlers, time, logger);
            if (await attempt.OpenAsync(cancellationToken) is { } session)
                return new ConnectOutcome.Connected(session);
            failure = attempt.Failure;
            lastTried = attempt.LastTried ?? lastTried;
        }

        return new ConnectOutcome.Unreachable(failure, lastTried);
    }

    private static string FirstOf(params ReadOnlySpan<string> names)
    {
        foreach (string name in names)
        {
            if (name.Length > 0)
                return name;
        }

        return "localhost";
    }
}
