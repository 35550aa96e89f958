using Relay.Sdk.Events;

namespace Relay.Core.Handlers;

/// <summary>The handlers that plugins have registered, as the engine sees them: ordered, with deadlines and failure policies already
/// applied.</summary>
/// <remarks>No member throws for what a plugin does. The engine asks anew at each event, so that a change of plugins takes effect at the next
/// event.</remarks>
public interface IHandlers : IHandlerLists
{
    /// <summary>Whether a handler decides at this moment; when not, the moment need not be built.</summary>
    bool Decides<TMoment>()
        where TMoment : Moment;

    /// <summary>Asks all handlers of the moment in order; the first verdict other than Continue wins.</summary>
    ValueTask<Verdict> DecideAsync<TMoment>(TMoment moment, CancellationToken cancellationToken)
        where TMoment : InboundMoment;

    /// <summary>The same with the handlers of a lease: for an event that has asked other handlers under it.</summary>
    ValueTask<Verdict> DecideAsync<TMoment>(HandlerLease held, TMoment moment, CancellationToken cancellationToken)
        where TMoment : InboundMoment => DecideAsync(moment, cancellationToken);

    /// <summary>Asks all handlers of the moment in order; the first verdict other than Continue wins.</summary>
    ValueTask<HostVerdict> DecideOutboundAsync<TMoment>(TMoment moment, CancellationToken cancellationToken)
        where TMoment : OutboundMoment;

    /// <summary>Asks all handlers about a certificate in order; the first verdict other than Accept wins.</summary>
    ValueTask<CertificateVerdict> DecideCertificateAsync(CertificatePresented moment, CancellationToken cancellationToken);

    /// <summary>Asks all handlers how to word the log line about a failed authentication; the first answer other than Keep wins.</summary>
    ValueTask<LogText> DecideLogTextAsync(AuthenticationRefused moment, CancellationToken cancellationToken);

    /// <summary>Whether a handler observes this kind of notice; when not, it need not be made. For what several have in common: whether any of them
    /// is observed.</summary>
    bool Observes<TNotice>()
        where TNotice : Notice;

    /// <summary>Tells a live notice to its observers, and returns at once.</summary>
    void Tell<TNotice>(TNotice notice)
        where TNotice : ConnectionNotice;

    /// <summary>Holds the handlers of now for one event, during which the engine calls some of them.</summary>
    /// <remarks>The lists of this object itself are for looking at: between a look and a call another table may come into force.</remarks>
    HandlerLease Lease() => new(this);
}
