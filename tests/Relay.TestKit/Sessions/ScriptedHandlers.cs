using System.Collections.Concurrent;
using Relay.Core.Handlers;
using Relay.Core.Handlers.Answering;
using Relay.Sdk.Authentication;
using Relay.Sdk.Events;
using Relay.Sdk.Filters;
using Relay.Sdk.Lookups;
using Relay.Sdk.Routing;

namespace Relay.TestKit.Sessions;

/// <summary>Handlers written as lambdas: one decision per kind of moment, filters, authenticators, TLS policies, and which notices are
/// observed.</summary>
public sealed class ScriptedHandlers : IHandlers
{
    private readonly ConcurrentDictionary<Type, Func<Moment, CancellationToken, ValueTask<Verdict>>> decisions = [];
    private readonly HashSet<Type> observed = [];
    private readonly ConcurrentDictionary<Type, Func<OutboundMoment, HostVerdict>> hosts = [];
    private Func<CertificatePresented, CertificateVerdict>? certificates;

    /// <summary>All moments that were asked about, in order.</summary>
    public ConcurrentQueue<Moment> Moments { get; } = [];

    /// <summary>All live notices that were told, in order.</summary>
    public ConcurrentQueue<ConnectionNotice> Notices { get; } = [];

    /// <summary>Whether all moments are asked about; without a lambda there is no objection.</summary>
    public bool DecidesAll { get; init; }

    /// <summary>What stands in the log in place of the line about a failed authentication; null for the usual one.</summary>
    public string? LogText { get; set; }

    public IReadOnlyList<IMessageFilter> Filters { get; set; } = [];

    public IReadOnlyList<RegisteredSeal> Seals { get; set; } = [];

    public IReadOnlyList<IAuthenticator> Authenticators { get; set; } = [];

    public IReadOnlyList<IRouter> Routers => [];

    public IReadOnlyList<NamedTlsPolicy> TlsPolicies { get; set; } = [];

    public IReadOnlyDictionary<string, LookupHandle> Lookups { get; } = new Dictionary<string, LookupHandle>();

    public ScriptedHandlers On<TMoment>(Func<TMoment, Verdict> decide)
        where TMoment : InboundMoment => On<TMoment>((moment, _) => ValueTask.FromResult(decide(moment)));

    public ScriptedHandlers On<TMoment>(Func<TMoment, CancellationToken, ValueTask<Verdict>> decide)
        where TMoment : InboundMoment
    {
        decisions[typeof(TMoment)] = (moment, cancellationToken) => decide((TMoment)moment, cancellationToken);
        return this;
    }

    public ScriptedHandlers OnHost<TMoment>(Func<TMoment, HostVerdict> decide)
        where TMoment : OutboundMoment
    {
        hosts[typeof(TMoment)] = moment => decide((TMoment)moment);
        return this;
    }

    public ScriptedHandlers OnCertificate(Func<CertificatePresented, CertificateVerdict> decide)
    {
        certificates = decide;
        return this;
    }

    public ScriptedHandlers Observing<TNotice>()
        where TNotice : Notice
    {
        observed.Add(typeof(TNotice));
        return this;
    }

    public bool Decides<TMoment>()
        where TMoment : Moment =>
        DecidesAll || decisions.ContainsKey(typeof(TMoment)) || hosts.ContainsKey(typeof(TMoment))
            || (typeof(TMoment) == typeof(CertificatePresented) && certificates is not null)
            || (typeof(TMoment) == typeof(AuthenticationRefused) && LogText is not null);

    public ValueTask<Verdict> DecideAsync<TMoment>(TMoment moment, CancellationToken cancellationToken)
        where TMoment : InboundMoment
    {
        Moments.Enqueue(moment);
        return decisions.TryGetValue(typeof(TMoment), out Func<Moment, CancellationToken, ValueTask<Verdict>>? decide)
            ? decide(moment, cancellationToken) : new(Verdict.Continue);
    }

    public ValueTask<HostVerdict> DecideOutboundAsync<TMoment>(TMoment moment, CancellationToken cancellationToken)
        where TMoment : OutboundMoment
    {
        Moments.Enqueue(moment);
        return new(hosts.TryGetValue(typeof(TMoment), out Func<OutboundMoment, HostVerdict>? decide) ? decide(moment) : HostVerdict.Continue);
    }

    public ValueTask<CertificateVerdict> DecideCertificateAsync(CertificatePresented moment, CancellationToken cancellationToken)
    {
        Moments.Enqueue(moment);
        return new(certificates?.Invoke(moment) ?? CertificateVerdict.Accept);
    }

    public bool Observes<TNotice>()
        where TNotice : Notice => observed.Contains(typeof(TNotice)) || observed.Contains(typeof(Notice));

    public ValueTask<LogText> DecideLogTextAsync(AuthenticationRefused moment, CancellationToken cancellationToken)
    {
        Moments.Enqueue(moment);
        return new(LogText is null ? Relay.Sdk.Events.LogText.Keep : Relay.Sdk.Events.LogText.Replace(LogText));
    }

    public void Tell<TNotice>(TNotice notice)
        where TNotice : ConnectionNotice
    {
        Notices.Enqueue(notice);
    }
}
