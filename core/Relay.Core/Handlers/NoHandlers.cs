using Relay.Core.Handlers.Answering;
using Relay.Core.Handlers.Observing;
using Relay.Sdk.Authentication;
using Relay.Sdk.Events;
using Relay.Sdk.Filters;
using Relay.Sdk.Lookups;
using Relay.Sdk.Routing;

namespace Relay.Core.Handlers;

/// <summary>A relay without plugins.</summary>
public sealed class NoHandlers : IHandlers
{
    private readonly bool observed;

    private NoHandlers(bool observed) => this.observed = observed;

    public static NoHandlers Instance { get; } = new(observed: false);

    /// <summary>No handler runs now, but a subscriber will read the outbox later: every notice is written.</summary>
    public static NoHandlers OutboxAlone { get; } = new(observed: true);

    public IReadOnlyList<IMessageFilter> Filters => [];

    public IReadOnlyList<IRouter> Routers => [];

    public IReadOnlyList<IAuthenticator> Authenticators => [];

    public IReadOnlyList<NamedTlsPolicy> TlsPolicies => [];

    public IReadOnlyDictionary<string, LookupHandle> Lookups { get; } = new Dictionary<string, LookupHandle>();

    public bool Decides<TMoment>()
        where TMoment : Moment => false;

    public ValueTask<Verdict> DecideAsync<TMoment>(TMoment moment, CancellationToken cancellationToken)
        where TMoment : InboundMoment => ValueTask.FromResult(Verdict.Continue);

    public ValueTask<HostVerdict> DecideOutboundAsync<TMoment>(TMoment moment, CancellationToken cancellationToken)
        where TMoment : OutboundMoment => ValueTask.FromResult(HostVerdict.Continue);

    public ValueTask<CertificateVerdict> DecideCertificateAsync(CertificatePresented moment, CancellationToken cancellationToken) =>
        ValueTask.FromResult(CertificateVerdict.Accept);

    public bool Observes<TNotice>()
        where TNotice : Notice => observed && (NoticeKind<TNotice>.Mask & NoticeKinds.Durable) != 0;

    public void Tell<TNotice>(TNotice notice)
        where TNotice : ConnectionNotice
    {
    }

    public ValueTask<LogText> DecideLogTextAsync(AuthenticationRefused moment, CancellationToken cancellationToken) =>
        ValueTask.FromResult(LogText.Keep);
}
