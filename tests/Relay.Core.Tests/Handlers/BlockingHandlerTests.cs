using System.Collections.Concurrent;
using Relay.Core.Handlers;
using Relay.Core.Handlers.Guarding;
using Relay.Sdk.Events;
using Relay.Sdk.Testing;

namespace Relay.Core.Tests.Handlers;

public sealed class BlockingHandlerTests : IDisposable
{
    private static readonly TimeSpan GiveUp = TimeSpan.FromSeconds(30);
    private static readonly HandlerCallOptions TwoSeconds =
        new() { Timeout = TimeSpan.FromSeconds(2), Breaker = new BreakerSettings { Failures = 0 } };
    private readonly ManualResetEventSlim release = new();

    public void Dispose() => release.Set();

    [Fact]
    public async Task Handler_that_blocks_its_thread_is_left_behind_at_its_deadline()
    {
        HandlerTrial trial = new(new HandlerThreading());
        trial.Decide<RecipientOffered>(Block, TwoSeconds);

        ValueTask<Verdict> verdict = trial.Publish().DecideAsync(SomeMoment.RecipientOffered(), CancellationToken.None);
        verdict.IsCompleted.ShouldBeFalse();
        trial.Time.Advance(TimeSpan.FromSeconds(2));

        (await verdict).ShouldBeOfType<Verdict.Deferred>();
        trial.Guards[0].Counters.Errors.ShouldBe(1);
    }

    [Fact]
    public async Task Handler_that_blocks_all_its_threads_still_misses_each_deadline_and_takes_no_more_threads()
    {
        ConcurrentBag<int> threads = [];
        HandlerTrial trial = new(new HandlerThreading());
        trial.Decide<RecipientOffered>(
            (moment, token) =>
            {
                threads.Add(Environment.CurrentManagedThreadId);
                return Block(moment, token);
            },
            TwoSeconds);
        CurrentHandlers handlers = trial.Publish();

        for (int round = 0; round < 2; round++)
        {
            Task<Verdict>[] verdicts = [.. Enumerable.Range(0, 40)
                .Select(_ => handlers.DecideAsync(SomeMoment.RecipientOffered(), CancellationToken.None).AsTask())];
            trial.Time.Advance(TimeSpan.FromSeconds(2));
            (await Task.WhenAll(verdicts).WaitAsync(GiveUp, TestContext.Current.CancellationToken))
                .ShouldAllBe(verdict => verdict is Verdict.Deferred);
        }

        threads.Distinct().Count().ShouldBeLessThanOrEqualTo(16);
        trial.Guards[0].Counters.Errors.ShouldBe(80);
    }

    [Fact]
    public async Task Threads_that_are_given_back_take_the_next_calls()
    {
        HandlerTrial trial = new(new HandlerThreading());
        trial.Decide<RecipientOffered>((moment, token) => release.IsSet ? new(Verdict.Continue) : Block(moment, token), TwoSeconds);
        CurrentHandlers handlers = trial.Publish();
        Task<Verdict>[] verdicts = [.. Enumerable.Range(0, 40)
            .Select(_ => handlers.DecideAsync(SomeMoment.RecipientOffered(), CancellationToken.None).AsTask())];
        trial.Time.Advance(TimeSpan.FromSeconds(2));
        await Task.WhenAll(verdicts).WaitAsync(GiveUp, TestContext.Current.CancellationToken);

        release.Set();

        (await handlers.DecideAsync(SomeMoment.RecipientOffered(), CancellationToken.None)).ShouldBe(Verdict.Continue);
    }

    [Fact]
    public async Task What_a_handler_gives_or_throws_on_another_thread_is_what_its_caller_gets()
    {
        HandlerTrial trial = new(new HandlerThreading());
        trial.Decide<RecipientOffered>((_, _) => new(Verdict.Continue), TwoSeconds);
        trial.Decide<RecipientOffered>(
            async (_, _) =>
            {
                await Task.Yield();
                return Verdict.Continue;
            },
            TwoSeconds);
        trial.Decide<RecipientOffered>((_, _) => throw new InvalidOperationException("thrown elsewhere"), TwoSeconds);

        (await trial.Publish().DecideAsync(SomeMoment.RecipientOffered(), CancellationToken.None)).ShouldBeOfType<Verdict.Deferred>();

        trial.Guards.Select(guard => guard.Counters.Errors).ShouldBe([0, 0, 1]);
        trial.Log.Lines.ShouldContain(line => line.Contains("thrown elsewhere"));
    }

    [Fact]
    public async Task Handler_that_has_always_returned_at_once_is_called_on_its_callers_thread()
    {
        HandlerThreading threading = new();
        HandlerTrial trial = new(threading);
        int thread = 0;
        trial.Decide<RecipientOffered>(
            (_, _) =>
            {
                thread = Environment.CurrentManagedThreadId;
                return new(Verdict.Continue);
            },
            TwoSeconds);
        CurrentHandlers handlers = trial.Publish();

        // A busy machine may stop the handler's thread for longer than counts as prompt; then the count begins anew.
        while (!threading.IsTrusted)
            await handlers.DecideAsync(SomeMoment.RecipientOffered(), TestContext.Current.CancellationToken);

        ValueTask<Verdict> verdict = handlers.DecideAsync(SomeMoment.RecipientOffered(), CancellationToken.None);
        verdict.IsCompletedSuccessfully.ShouldBeTrue();
        thread.ShouldBe(Environment.CurrentManagedThreadId);
        trial.Guards[0].Counters.Calls.ShouldBeGreaterThan(HandlerThreading.Trial);
    }

    [Fact]
    public void Slow_return_begins_the_trial_anew()
    {
        HandlerThreading threading = new();
        for (int i = 0; i < HandlerThreading.Trial - 1; i++)
            threading.Record(TimeSpan.Zero);
        threading.Record(TimeSpan.FromMilliseconds(50));
        threading.Record(TimeSpan.Zero);

        threading.IsTrusted.ShouldBeFalse();
    }

    [Fact]
    public async Task Handler_that_blocks_after_its_trial_loses_one_caller_and_is_called_apart_from_then_on()
    {
        using ManualResetEventSlim entered = new();
        HandlerThreading threading = HandlerThreading.Trusted();
        HandlerTrial trial = new(threading);
        trial.Decide<RecipientOffered>(
            (moment, token) =>
            {
                entered.Set();
                return Block(moment, token);
            },
            TwoSeconds);
        CurrentHandlers handlers = trial.Publish();
        using CallWatch watch = new(trial.Time);
        Task<Verdict> lost = Task.Factory.StartNew(
            () => handlers.DecideAsync(SomeMoment.RecipientOffered(), CancellationToken.None).AsTask(),
            CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap();
        entered.Wait(GiveUp, TestContext.Current.CancellationToken).ShouldBeTrue();

        trial.Time.Advance(TimeSpan.FromSeconds(1));
        threading.IsTrusted.ShouldBeTrue();
        trial.Time.Advance(TimeSpan.FromSeconds(3));

        threading.IsTrusted.ShouldBeFalse();
        trial.Log.Lines.Count(line => line.Contains("has blocked the thread that called it")).ShouldBe(1);
        ValueTask<Verdict> next = handlers.DecideAsync(SomeMoment.RecipientOffered(), CancellationToken.None);
        trial.Time.Advance(TimeSpan.FromSeconds(2));
        (await next).ShouldBeOfType<Verdict.Deferred>();
        release.Set();
        (await lost.WaitAsync(GiveUp, TestContext.Current.CancellationToken)).ShouldBe(Verdict.Continue);
    }

    private ValueTask<Verdict> Block(RecipientOffered moment, CancellationToken cancellationToken)
    {
        release.Wait(CancellationToken.None);
        return new(Verdict.Continue);
    }
}
