using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.Logging.Abstractions;
using Relay.Core.Handlers;
using Relay.Core.Handlers.Guarding;
using Relay.Core.Handlers.Tables;
using Relay.Sdk.Events;
using Relay.Sdk.Mail;

namespace Relay.Benchmarks.Handlers;

/// <summary>What plugins cost a session: nothing to speak of without handlers, and little with four.</summary>
[MemoryDiagnoser]
public class DispatchBenchmarks
{
    private readonly RecipientOffered moment = new()
    {
        Client = null!,
        Envelope = new Envelope { ReversePath = ReversePath.Null, Recipients = [] },
        Recipient = new EnvelopeRecipient { Mailbox = Mailbox.Parse("bob@dest.example") },
    };

    private IHandlers none = null!;
    private IHandlers one = null!;
    private IHandlers four = null!;

    [GlobalSetup]
    public void Setup() => (none, one, four) = (With(0), With(1), With(4));

    [Benchmark]
    public bool Decides() => none.Decides<RecipientOffered>();

    [Benchmark]
    public ValueTask<Verdict> NoHandler() => none.DecideAsync(moment, CancellationToken.None);

    [Benchmark]
    public ValueTask<Verdict> OneHandler() => one.DecideAsync(moment, CancellationToken.None);

    [Benchmark]
    public ValueTask<Verdict> FourHandlers() => four.DecideAsync(moment, CancellationToken.None);

    private static CurrentHandlers With(int count)
    {
        DeadlinePool deadlines = new(TimeProvider.System);
        HandlerTableBuilder table = new();
        for (int i = 0; i < count; i++)
        {
            HandlerIdentity identity = new("bench", $"handler-{i}", nameof(RecipientOffered));
            table.AddDecision(new Agree(), new HandlerGuard(identity, new HandlerCallOptions(), new PluginSwitch(), HandlerThreading.Trusted(),
                deadlines, TimeProvider.System, NullLogger.Instance));
        }

        CurrentHandlers handlers = new(deadlines);
        handlers.Publish(table.Build());
        return handlers;
    }

    private sealed class Agree : IDecide<RecipientOffered>
    {
        public ValueTask<Verdict> DecideAsync(RecipientOffered moment, CancellationToken cancellationToken) => new(Verdict.Continue);
    }
}
