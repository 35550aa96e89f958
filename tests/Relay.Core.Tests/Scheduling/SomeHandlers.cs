using Relay.Core.Handlers;
using Relay.Core.Handlers.Answering;
using Relay.Sdk.Authentication;
using Relay.Sdk.Events;
using Relay.Sdk.Filters;
using Relay.Sdk.Lookups;
using Relay.Sdk.Routing;

namespace Relay.Core.Tests.Scheduling;

/// <summary>Plugins that route, or that observe some notices.</summary>
internal sealed class SomeHandlers : IHandlers
{
    public IReadOnlyList<IRouter> Routers { get; init; } = [];

    public IReadOnlyList<RegisteredSeal> Seals { get; init; } = [];

    public IReadOnlyList<Type> Observed { get; init; } = [];

    public IReadOnlyList<IMessageFilter> Filters => [];

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
        where TNotice : Notice => Observed.Any(static type => typeof(TNotice).IsAssignableFrom(type) || type.IsAssignableFrom(typeof(TNotice)));

    public ValueTask<LogText> DecideLogTextAsync(AuthenticationRefused moment, CancellationToken cancellationToken) =>
        ValueTask.FromResult(LogText.Keep);

    public void Tell<TNotice>(TNotice notice)
        where TNotice : ConnectionNotice
    {
    }
}
