using Relay.Core.Handlers;
using Relay.Core.Handlers.Answering;
using Relay.Sdk.Authentication;
using Relay.Sdk.Events;
using Relay.Sdk.Filters;
using Relay.Sdk.Lookups;
using Relay.Sdk.Routing;

namespace Relay.Core.Tests.Delivery;

/// <summary>Handlers made of delegates.</summary>
internal sealed class FakeHandlers : IHandlers
{
    private readonly Dictionary<Type, Func<Moment, object>> deciders = [];

    public List<Moment> Moments { get; } = [];

    /// <summary>Whether all notices are observed.</summary>
    public bool Observed { get; init; }

    public List<ConnectionNotice> Notices { get; } = [];

    public IReadOnlyList<NamedTlsPolicy> TlsPolicies { get; init; } = [];

    public IReadOnlyList<IMessageFilter> Filters => [];

    public IReadOnlyList<IRouter> Routers => [];

    public IReadOnlyList<IAuthenticator> Authenticators => [];

    public IReadOnlyDictionary<string, LookupHandle> Lookups { get; } = new Dictionary<string, LookupHandle>();

    public FakeHandlers On<TMoment>(Func<TMoment, HostVerdict> decide)
        where TMoment : OutboundMoment
    {
        deciders[typeof(TMoment)] = moment => decide((TMoment)moment);
        return this;
    }

    public FakeHandlers OnCertificate(Func<CertificatePresented, CertificateVerdict> decide)
    {
        deciders[typeof(CertificatePresented)] = moment => decide((CertificatePresented)moment);
        return this;
    }

    public FakeHandlers OnFailedLogin(Func<AuthenticationRefused, LogText> decide)
    {
        deciders[typeof(AuthenticationRefused)] = moment => decide((AuthenticationRefused)moment);
        return this;
    }

    public bool Decides<TMoment>()
        where TMoment : Moment => deciders.ContainsKey(typeof(TMoment));

    public ValueTask<Verdict> DecideAsync<TMoment>(TMoment moment, CancellationToken cancellationToken)
        where TMoment : InboundMoment => throw new NotSupportedException();

    public ValueTask<HostVerdict> DecideOutboundAsync<TMoment>(TMoment moment, CancellationToken cancellationToken)
        where TMoment : OutboundMoment => Decide<HostVerdict>(moment);

    public ValueTask<CertificateVerdict> DecideCertificateAsync(CertificatePresented moment, CancellationToken cancellationToken) =>
        Decide<CertificateVerdict>(moment);

    public bool Observes<TNotice>()
        where TNotice : Notice => Observed;

    public ValueTask<LogText> DecideLogTextAsync(AuthenticationRefused moment, CancellationToken cancellationToken) => Decide<LogText>(moment);

    public void Tell<TNotice>(TNotice notice)
        where TNotice : ConnectionNotice
    {
        lock (Notices)
            Notices.Add(notice);
    }

    private ValueTask<TVerdict> Decide<TVerdict>(Moment moment)
    {
        Moments.Add(moment);
        return ValueTask.FromResult((TVerdict)deciders[moment.GetType()](moment));
    }
}
