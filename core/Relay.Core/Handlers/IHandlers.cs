using Relay.Sdk.Authentication;
using Relay.Sdk.Events;
using Relay.Sdk.Filters;
using Relay.Sdk.Lookups;
using Relay.Sdk.Routing;

namespace Relay.Core.Handlers;

/// <summary>The handlers that plugins have registered, as the engine sees them: ordered, with deadlines and failure policies already applied.</summary>
/// <remarks>No member throws for what a plugin does. The engine asks anew at each event, so that a change of plugins takes effect at the next one.</remarks>
public interface IHandlers
{
    /// <summary>Whether anybody decides at this moment; when not, the moment need not be built.</summary>
    bool Decides<TMoment>()
        where TMoment : Moment;

    /// <summary>Asks all handlers of the moment in order; the first verdict other than Continue wins.</summary>
    ValueTask<Verdict> DecideAsync<TMoment>(TMoment moment, CancellationToken cancellationToken)
        where TMoment : InboundMoment;

    /// <summary>Asks all handlers of the moment in order; the first verdict other than Continue wins.</summary>
    ValueTask<HostVerdict> DecideOutboundAsync<TMoment>(TMoment moment, CancellationToken cancellationToken)
        where TMoment : OutboundMoment;

    /// <summary>Asks all handlers about a certificate in order; the first verdict other than Accept wins.</summary>
    ValueTask<CertificateVerdict> DecideCertificateAsync(CertificatePresented moment, CancellationToken cancellationToken);

    /// <summary>Whether anybody observes this kind of notice; when not, it is not written to the outbox.</summary>
    bool Observes<TNotice>()
        where TNotice : Notice;

    /// <summary>Message filters in order.</summary>
    IReadOnlyList<IMessageFilter> Filters { get; }

    /// <summary>Routers in order.</summary>
    IReadOnlyList<IRouter> Routers { get; }

    /// <summary>Authenticators in order.</summary>
    IReadOnlyList<IAuthenticator> Authenticators { get; }

    /// <summary>TLS policies in order.</summary>
    IReadOnlyList<NamedTlsPolicy> TlsPolicies { get; }

    /// <summary>Lookups by scheme.</summary>
    IReadOnlyDictionary<string, IMailLookup> Lookups { get; }
}
