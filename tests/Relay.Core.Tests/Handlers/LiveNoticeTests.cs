using System.Collections.Concurrent;
using Relay.Core.Handlers;
using Relay.Core.Handlers.Guarding;
using Relay.Core.Handlers.Observing;
using Relay.Sdk.Dns;
using Relay.Sdk.Events;
using Relay.Sdk.Testing.Dns;

namespace Relay.Core.Tests.Handlers;

/// <summary>Live notices: in order, from a bounded queue, never holding up the caller that tells them.</summary>
public sealed class LiveNoticeTests
{
    private static readonly TimeSpan GiveUp = TimeSpan.FromSeconds(30);

    private static DnsFailed Failed(string name) => new()
    {
        EventId = name,
        At = DateTimeOffset.UnixEpoch,
        Failure = DnsFailure.NoSuchName,
        Question = name,
        Type = DnsRecordType.A,
    };

    [Fact]
    public void Each_notice_of_the_catalogue_has_a_bit_of_its_own()
    {
        int notices = EventCatalogue.All.Count(static one => one.Notice is not null);
        System.Numerics.BitOperations.PopCount(NoticeKinds.Durable | NoticeKinds.Live).ShouldBe(notices);
        (NoticeKinds.Durable & NoticeKinds.Live).ShouldBe(0u);
        NoticeKinds.MaskOf(typeof(Notice)).ShouldBe(NoticeKinds.Durable | NoticeKinds.Live);
    }

    [Fact]
    public async Task Observers_hear_what_they_observe_in_order()
    {
        HandlerTrial trial = new();
        var heard = new Hearing(3);
        trial.Add((table, guard) => table.AddObserver(new ObserverSlot<DnsFailed>(heard, guard)));
        CurrentHandlers handlers = trial.Publish();

        handlers.Observes<DnsFailed>().ShouldBeTrue();
        handlers.Observes<EhloAnswered>().ShouldBeFalse();
        handlers.Observes<MessageNotice>().ShouldBeFalse("nothing is written to the outbox for it");
        foreach (string name in (string[])["a", "b", "c"])
            handlers.Tell(Failed(name));

        await heard.Done.WaitAsync(GiveUp, TestContext.Current.CancellationToken);
        heard.Names.ShouldBe(["a", "b", "c"]);
    }

    [Fact]
    public async Task A_full_queue_drops_the_oldest_and_counts_them_and_nobody_waits()
    {
        HandlerTrial trial = new();
        var gate = new TaskCompletionSource();
        var heard = new Hearing(LiveSubscriber.Limit + 1) { Gate = gate.Task };
        trial.Add((table, guard) => table.AddObserver(new ObserverSlot<DnsFailed>(heard, guard)),
            new HandlerCallOptions { Timeout = TimeSpan.FromHours(1) });
        CurrentHandlers handlers = trial.Publish(TimeProvider.System);
        handlers.Tell(Failed("first"));
        await heard.Entered.WaitAsync(GiveUp, TestContext.Current.CancellationToken);

        for (int i = 0; i < LiveSubscriber.Limit + 7; i++)
            handlers.Tell(Failed($"{i}"));
        gate.SetResult();
        await heard.Done.WaitAsync(GiveUp, TestContext.Current.CancellationToken);

        heard.Names.Take(2).ShouldBe(["first", "7"]);
        heard.Names.Last().ShouldBe($"{LiveSubscriber.Limit + 6}");
        trial.Guards[0].Counters.Dropped.ShouldBe(7);
        trial.Log.Lines.ShouldContain(line => line.Contains("does not keep up with live events: 7 were dropped", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_notice_that_an_observer_fails_to_take_is_lost_and_the_next_one_comes()
    {
        HandlerTrial trial = new();
        var heard = new Hearing(2) { Throw = "a" };
        trial.Add((table, guard) => table.AddObserver(new ObserverSlot<DnsFailed>(heard, guard)));
        CurrentHandlers handlers = trial.Publish();
        handlers.Tell(Failed("a"));
        handlers.Tell(Failed("b"));

        await heard.Done.WaitAsync(GiveUp, TestContext.Current.CancellationToken);
        heard.Names.ShouldBe(["a", "b"]);
        trial.Guards[0].Counters.Errors.ShouldBe(1);
    }

    [Fact]
    public async Task What_an_observer_of_live_notices_causes_is_not_told_again()
    {
        HandlerTrial trial = new();
        CurrentHandlers? handlers = null;
        ObservedResolver? resolver = null;
        var heard = new Hearing(2) { Meanwhile = async () => await resolver!.ResolveAsync("gone.example", DnsRecordType.A, CancellationToken.None) };
        trial.Add((table, guard) => table.AddObserver(new ObserverSlot<DnsFailed>(heard, guard)));
        handlers = trial.Publish();
        resolver = new ObservedResolver(new FakeDns(), handlers, trial.Time);

        (await resolver.ResolveAsync("first.example", DnsRecordType.A, CancellationToken.None)).Records.ShouldBeEmpty();
        (await resolver.ResolveAsync("second.example", DnsRecordType.MX, CancellationToken.None)).Records.ShouldBeEmpty();
        await heard.Done.WaitAsync(GiveUp, TestContext.Current.CancellationToken);

        await handlers.ClearAsync();
        heard.Names.ShouldBe(["first.example", "second.example"]);
    }

    [Fact]
    public async Task Nobody_hears_anything_once_the_handlers_are_out_of_force()
    {
        HandlerTrial trial = new();
        var gate = new TaskCompletionSource();
        var heard = new Hearing(10) { Gate = gate.Task };
        trial.Add((table, guard) => table.AddObserver(new ObserverSlot<DnsFailed>(heard, guard)),
            new HandlerCallOptions { Timeout = TimeSpan.FromHours(1) });
        CurrentHandlers handlers = trial.Publish(TimeProvider.System);
        handlers.Tell(Failed("in hand"));
        await heard.Entered.WaitAsync(GiveUp, TestContext.Current.CancellationToken);
        handlers.Tell(Failed("waits"));

        await handlers.ClearAsync().WaitAsync(GiveUp, TestContext.Current.CancellationToken);
        handlers.Tell(Failed("late"));
        gate.SetResult();

        heard.Names.Where(static name => name != "in hand").ShouldBeEmpty();
    }

    [Fact]
    public void Without_an_observer_the_test_costs_nothing()
    {
        CurrentHandlers handlers = new HandlerTrial().Publish(TimeProvider.System);
        Ask(1000);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Ask(10_000);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);

        void Ask(int times)
        {
            for (int i = 0; i < times; i++)
            {
                if (handlers.Observes<DnsFailed>() || handlers.Observes<MessageNotice>() || handlers.Decides<ConnectingToHost>())
                    throw new InvalidOperationException("nobody is there");
            }
        }
    }

    [Fact]
    public async Task Several_live_notices_come_in_one_call_to_an_observer_of_many()
    {
        HandlerTrial trial = new();
        var gate = new TaskCompletionSource();
        var heard = new Batches(gate.Task, 4);
        trial.Add((table, guard) => table.AddObserver(new BatchObserverSlot<DnsFailed>(heard, guard, 3)),
            new HandlerCallOptions { Timeout = TimeSpan.FromHours(1) });
        CurrentHandlers handlers = trial.Publish(TimeProvider.System);
        handlers.Tell(Failed("a"));
        await heard.Entered.WaitAsync(GiveUp, TestContext.Current.CancellationToken);
        foreach (string name in (string[])["b", "c", "d", "e"])
            handlers.Tell(Failed(name));
        gate.SetResult();

        await heard.Done.WaitAsync(GiveUp, TestContext.Current.CancellationToken);
        heard.Calls.ShouldBe(["a", "b c d", "e"]);
    }

    private sealed class Hearing(int expected) : IObserve<DnsFailed>
    {
        private readonly TaskCompletionSource entered = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource done = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public ConcurrentQueue<string> Names { get; } = [];

        public Task Gate { get; init; } = Task.CompletedTask;

        public string? Throw { get; init; }

        public Func<Task> Meanwhile { get; init; } = static () => Task.CompletedTask;

        public Task Entered => entered.Task;

        public Task Done => done.Task;

        public async ValueTask ObserveAsync(DnsFailed notice, CancellationToken cancellationToken)
        {
            entered.TrySetResult();
            await Gate.WaitAsync(cancellationToken);
            await Meanwhile();
            Names.Enqueue(notice.Question);
            if (Names.Count == expected)
                done.TrySetResult();
            if (notice.Question == Throw)
                throw new InvalidOperationException("not this one");
        }
    }

    private sealed class Batches(Task gate, int expected) : IObserveMany<DnsFailed>
    {
        private readonly TaskCompletionSource entered = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int heard;

        public ConcurrentQueue<string> Calls { get; } = [];

        public Task Entered => entered.Task;

        public Task Done => done.Task;

        public async ValueTask ObserveAsync(IReadOnlyList<DnsFailed> notices, CancellationToken cancellationToken)
        {
            entered.TrySetResult();
            await gate.WaitAsync(cancellationToken);
            Calls.Enqueue(string.Join(' ', notices.Select(static notice => notice.Question)));
            heard += notices.Count;
            if (heard > expected)
                done.TrySetResult();
        }
    }
}
