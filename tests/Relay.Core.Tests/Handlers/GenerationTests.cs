using Relay.Core.Handlers;
using Relay.Core.Handlers.Guarding;
using Relay.Core.Handlers.Tables;
using Relay.Sdk.Events;
using Relay.Sdk.Testing;
using Relay.Sdk.Tls;

namespace Relay.Core.Tests.Handlers;

/// <summary>The handler table is replaced as a whole while calls run: the old plugins may stop when the last event that began with them has
/// ended.</summary>
public sealed class GenerationTests
{
    [Fact]
    public async Task Hundred_changes_under_load_lose_no_call_and_make_none_late()
    {
        CurrentHandlers handlers = new(new DeadlinePool(TimeProvider.System));
        List<Generation> generations = [new Generation()];
        handlers.Publish(generations[0].Table);
        using CancellationTokenSource enough = new();
        Task<int>[] sessions = [.. Enumerable.Range(0, 4).Select(_ => Task.Run(() => AskUntilAsync(handlers, enough.Token)))];

        for (int i = 0; i < 100; i++)
        {
            Generation next = new();
            generations.Add(next);
            await (await handlers.PublishAsync(next.Table, CancellationToken.None)).Leases.Drained;
            generations[i].Stop();
            await next.Called;
        }

        await enough.CancelAsync();
        int asked = (await Task.WhenAll(sessions)).Sum();
        generations.Sum(generation => generation.First).ShouldBe(asked);
        generations.ShouldAllBe(generation => generation.First == generation.Second, "an event hears the handlers of one table");
        generations.Sum(generation => generation.Late).ShouldBe(0);
        generations.Sum(generation => generation.OutOfOrder).ShouldBe(0);

        static async Task<int> AskUntilAsync(CurrentHandlers handlers, CancellationToken enough)
        {
            int asked = 0;
            for (; !enough.IsCancellationRequested; asked++)
                (await handlers.DecideAsync(SomeMoment.RecipientOffered(), CancellationToken.None)).ShouldBe(Verdict.Continue);
            return asked;
        }
    }

    [Fact]
    public async Task Table_is_not_drained_while_a_decision_waits()
    {
        TaskCompletionSource<Verdict> answer = new();
        HandlerTrial trial = new();
        trial.Decide<RecipientOffered>((_, _) => new(answer.Task));
        CurrentHandlers handlers = trial.Publish();
        ValueTask<Verdict> pending = handlers.DecideAsync(SomeMoment.RecipientOffered(), CancellationToken.None);

        HandlerTable last = handlers.Publish(new HandlerTrial().Build());
        last.Leases.Drained.IsCompleted.ShouldBeFalse();
        answer.SetResult(Verdict.Continue);
        await pending;

        await last.Leases.Drained;
    }

    [Fact]
    public async Task Event_keeps_the_handlers_that_it_began_with()
    {
        HandlerTrial trial = new();
        trial.Add((table, guard) => table.AddTlsPolicy(TlsPolicyKind.Local, null, guard));
        CurrentHandlers handlers = trial.Publish();

        HandlerLease lease = handlers.Lease();
        HandlerTable last = handlers.Publish(new HandlerTrial().Build());

        lease.Handlers.TlsPolicies.Count.ShouldBe(1);
        handlers.TlsPolicies.ShouldBeEmpty();
        last.Leases.Drained.IsCompleted.ShouldBeFalse();
        lease.Dispose();
        await last.Leases.Drained;
    }

    [Fact]
    public async Task Decision_that_throws_holds_nothing()
    {
        HandlerTrial trial = new();
        trial.Decide<RecipientOffered>((_, _) => throw new InvalidOperationException("broken"));
        CurrentHandlers handlers = trial.Publish();
        await handlers.DecideAsync(SomeMoment.RecipientOffered(), CancellationToken.None);

        await handlers.Publish(new HandlerTrial().Build()).Leases.Drained;
    }

    [Fact]
    public async Task Table_that_nobody_uses_is_drained_at_once() =>
        await new HandlerTrial().Publish().Publish(new HandlerTrial().Build()).Leases.Drained;

    // Two handlers: the first answers at once, the second every other time later.
    private sealed class Generation
    {
        private readonly TaskCompletionSource called = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int first;
        private int second;
        private int late;
        private int outOfOrder;
        private volatile bool hasStopped;

        public Generation()
        {
            HandlerTrial trial = new();
            trial.Decide<RecipientOffered>((_, _) => new(Count(ref first)));
            trial.Decide<RecipientOffered>(async (_, _) =>
            {
                if (Volatile.Read(ref second) % 2 == 0)
                    await Task.Yield();
                Verdict verdict = Count(ref second);
                if (Volatile.Read(ref second) > Volatile.Read(ref first))
                    Interlocked.Increment(ref outOfOrder);
                called.TrySetResult();
                return verdict;
            });
            Table = trial.Build(TimeProvider.System);
        }

        public HandlerTable Table { get; }

        public Task Called => called.Task;

        public int First => first;

        public int Second => second;

        public int Late => late;

        public int OutOfOrder => outOfOrder;

        public void Stop() => hasStopped = true;

        private Verdict Count(ref int calls)
        {
            Interlocked.Increment(ref calls);
            if (hasStopped)
                Interlocked.Increment(ref late);
            return Verdict.Continue;
        }
    }
}
