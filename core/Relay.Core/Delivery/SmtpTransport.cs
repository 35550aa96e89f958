using Microsoft.Extensions.Logging;
using Relay.Core.Delivery.Opening;
using Relay.Core.Delivery.Transactions;
using Relay.Core.Handlers;
using Relay.Core.Routing;
using Relay.Core.Settings;
using Relay.Core.Tls;
using Relay.Core.Tracing;
using Relay.Sdk.Events;
using Relay.Sdk.Mail;
using Relay.Sdk.Replies;

namespace Relay.Core.Delivery;

/// <summary>Makes outbound SMTP connections.</summary>
/// <remarks>Hosts strictly in the route's order; the addresses of one host in their order with a short staggered start (RFC 8305).</remarks>
public sealed class SmtpTransport : IMailTransport
{
    private readonly RelaySettings settings;
    private readonly OpeningContext context;

    /// <param name="settings">For the name in EHLO.</param>
    /// <param name="handlers">TLS policies, and the decisions on connecting, greeting and certificates.</param>
    /// <param name="time">For all deadlines.</param>
    /// <param name="loggers">For connections and failures.</param>
    /// <param name="trace">Lets operators follow the conversations; null where that is not offered.</param>
    public SmtpTransport(RelaySettings settings, IHandlers handlers, TimeProvider time, ILoggerFactory loggers, ProtocolTrace? trace = null)
    {
        this.settings = settings;
        ILogger logger = loggers.CreateLogger<SmtpTransport>();
        context = new OpeningContext(
            handlers, new TlsPlanner(logger), new HandshakeJudge(logger), new BrokenTlsHosts(time), time, logger, trace ?? new ProtocolTrace());
    }

    public async ValueTask<ConnectOutcome> ConnectAsync(ResolvedRoute route, ConnectionPurpose purpose, CancellationToken cancellationToken)
    {
        string heloName = InLabels(FirstOf(route.Transport.Helo, settings.Hostname));
        SmtpReply? failure = null;
        HostFacts? lastTried = null;
        var failures = new List<HostFailure>(0);
        foreach (RouteHost host in route.Hosts)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var attempt = new HostAttempt(route, host, heloName, purpose, failures, context);
            OutboundSession? session = await attempt.OpenAsync(cancellationToken);
            if (session is not null && !(route.RequireTls && session.RequireTlsRefusal is not null))
                return new ConnectOutcome.Connected(session) { Failures = failures };
            if (session is not null)
            {
                SmtpReply refusal = session.RequireTlsRefusal!;
                failures.Add(new HostFailure(session.Host, refusal, OwnReplies.TroubleOf(refusal)) { Tls = session.Tls });
                await session.QuitAsync();
            }

            if (attempt.LacksResources)
                return new ConnectOutcome.NoResources(attempt.Failure);

            // Nothing is refused for good while a host that may be better was not reached.
            if (failure is not { IsTransient: true } || session is null)
                failure = session?.RequireTlsRefusal ?? attempt.Failure;
            lastTried = attempt.LastTried ?? lastTried;
        }

        return new ConnectOutcome.Unreachable(failure ?? new SmtpReply(451, "4.4.4", "The route has no host"), lastTried) { Failures = failures };
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

    // EHLO comes before it is known whether the host takes SMTPUTF8: U-labels are sent as A-labels (RFC 6531 §3.7.1).
    private static string InLabels(string name) => MailDomain.TryParse(name, out MailDomain domain) ? domain.Value : name;
}
