using Relay.Core.Handlers;
using Relay.Sdk.Authentication;
using Relay.Sdk.Events;
using Relay.Sdk.Filters;
using Relay.Sdk.Lookups;
using Relay.Sdk.Routing;

namespace Relay.Core.Tests.Delivery;

/// <summary>Handlers made of delegates.</summary>
internal sealed class FakeHandlers : IHandlers
{
    private readonly Dictionary<Type, Func<Moment, Verdict>> deciders = [];

    public List<Moment> Moments { get; } = [];

    public IReadOnlyList<NamedTlsPolicy> TlsPolicies { get; init; } = [];

    public IReadOnlyList<IMessageFilter> Filters => [];

    public IReadOnlyList<IRouter> Routers => [];

    public IReadOnlyList<IAuthenticator> Authenticators => [];

    public IReadOnlyDictionary<string, IMailLookup> Lookups { get; } = new Dictionary<string, IMailLookup>();

    public FakeHandlers On<TMoment>(Func<TMoment, Verdict> decide)
        where TMoment : Moment
    {
        deciders[typeof(TMoment)] = moment => decide((TMoment)moment);
        return this;
    }

    public bool Decides<TMoment>()
        where TMoment : Moment => deciders.ContainsKey(typeof(TMoment));

    public ValueTask<Verdict> DecideAsync<TMoment>(TMoment moment, CancellationToken cancellationToken)
        where TMoment : Moment
    {
        Moments.Add(moment);
        return ValueTask.FromResult(deciders[typeof(TMoment)](moment));
    }

    public bool Observes<TNotice>()
        where TNotice : Notice => false;
}
