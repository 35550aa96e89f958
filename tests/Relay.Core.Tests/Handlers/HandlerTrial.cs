using Microsoft.Extensions.Time.Testing;
using Relay.Core.Handlers;
using Relay.Core.Handlers.Guarding;
using Relay.Core.Handlers.Tables;
using Relay.Sdk.Events;
using Relay.Sdk.Testing;

namespace Relay.Core.Tests.Handlers;

/// <summary>Handlers of one plugin called "trial", made of lambdas.</summary>
internal sealed class HandlerTrial(HandlerThreading? threading = null)
{
    private readonly List<Action<HandlerTableBuilder, DeadlinePool, TimeProvider>> registrations = [];
    private readonly PluginSwitch plugin = new();

    public FakeTimeProvider Time { get; } = new();

    public CapturedLog Log { get; } = new();

    public List<HandlerGuard> Guards { get; } = [];

    public void Decide<TMoment>(Func<TMoment, CancellationToken, ValueTask<Verdict>> decide, HandlerCallOptions? options = null)
        where TMoment : InboundMoment =>
        Add((table, guard) => table.AddDecision(new Decision<TMoment>(decide), guard), options);

    public void DecideOutbound<TMoment>(Func<TMoment, CancellationToken, ValueTask<HostVerdict>> decide, HandlerCallOptions? options = null)
        where TMoment : OutboundMoment =>
        Add((table, guard) => table.AddDecision(new OutboundDecision<TMoment>(decide), guard), options);

    public void DecideCertificate(Func<CertificatePresented, CancellationToken, ValueTask<CertificateVerdict>> decide,
        HandlerCallOptions? options = null) =>
        Add((table, guard) => table.AddDecision(new CertificateDecision(decide), guard), options);

    public void Add(Action<HandlerTableBuilder, HandlerGuard> add, HandlerCallOptions? options = null)
    {
        HandlerIdentity identity = new("trial", $"handler-{registrations.Count}", "trial");
        registrations.Add((table, deadlines, time) =>
        {
            HandlerGuard guard = new(identity, options ?? new HandlerCallOptions(), plugin, threading
                ?? HandlerThreading.Trusted(), deadlines, time, Log.CreateLogger("events"));
            Guards.Add(guard);
            add(table, guard);
        });
    }

    /// <summary>A plugin that is on and could not be started.</summary>
    public void LeaveOut(string absent) => registrations.Add((table, _, _) => table.LeaveOut(absent));

    public HandlerTable Build(TimeProvider? time = null)
    {
        DeadlinePool deadlines = new(time ?? Time);
        HandlerTableBuilder table = new();
        foreach (Action<HandlerTableBuilder, DeadlinePool, TimeProvider> registration in registrations)
            registration(table, deadlines, time ?? Time);
        return table.Build();
    }

    public CurrentHandlers Publish(TimeProvider? time = null)
    {
        CurrentHandlers handlers = new(new DeadlinePool(time ?? Time));
        handlers.Publish(Build(time));
        return handlers;
    }

    private sealed class Decision<TMoment>(Func<TMoment, CancellationToken, ValueTask<Verdict>> decide) : IDecide<TMoment>
        where TMoment : InboundMoment
    {
        public ValueTask<Verdict> DecideAsync(TMoment moment, CancellationToken cancellationToken) => decide(moment, cancellationToken);
    }

    private sealed class OutboundDecision<TMoment>(Func<TMoment, CancellationToken, ValueTask<HostVerdict>> decide) : IDecideOutbound<TMoment>
        where TMoment : OutboundMoment
    {
        public ValueTask<HostVerdict> DecideAsync(TMoment moment, CancellationToken cancellationToken) => decide(moment, cancellationToken);
    }

    private sealed class CertificateDecision(Func<CertificatePresented, CancellationToken, ValueTask<CertificateVerdict>> decide) : IDecideCertificate
    {
        public ValueTask<CertificateVerdict> DecideAsync(CertificatePresented moment, CancellationToken cancellationToken) =>
            decide(moment, cancellationToken);
    }
}
